import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { CLIP_DATASETS, clipDataset } from "../../../src/datasets/clip/catalog";
import { startBackend } from "../../../src/engine/backend";
import { tf } from "../../../src/engine/tf";
import { tipAdapter, tipAdapterF } from "../../../src/methods/heads/tip-adapter";
import { searchCacheWeights } from "../../../src/methods/heads/cache-search";
import { recipeOptions } from "../../../src/methods/definition";
import { makeTuner } from "../../../src/methods/make-tuner";
import { CLASSES, TEMPLATE, TOKENIZER, unitFeatures, wordClip } from "../word-clip";

const LABELS = Int32Array.of(1, 0);

describe("search of Tip-Adapter's alpha and beta", () => {
  before(() => startBackend("cpu"));

  it("takes the first weights of the highest accuracy", () => {
    // Zero-shot is 1 ahead for class 0 on both images; votes put class 1 ahead on the first by beta,
    // on the second by beta - 2. Right are both where 1 < alpha beta and 1 > alpha (beta - 2).
    const plain = tf.tensor2d([1, 0, 1, 0], [2, 2]);
    const votes = (beta: number): tf.Tensor2D =>
      tf.tensor2d([0, beta, 0, beta - 2], [2, 2]);
    const found = searchCacheWeights(plain, LABELS, votes, { alpha: 3, beta: 7 });
    const betas = Array.from({ length: 200 }, (_, i) => 0.1 + (i * 6.9) / 200);
    const alphas = Array.from({ length: 20 }, (_, i) => 0.1 + (i * 2.9) / 20);
    const right = betas.flatMap((beta) =>
      alphas
        .filter((alpha) => alpha * beta > 1 && alpha * (beta - 2) < 1)
        .map((alpha) => ({ alpha, beta })),
    );
    assert.ok(Math.abs(found.beta - right[0]!.beta) < 1e-9);
    assert.ok(Math.abs(found.alpha - right[0]!.alpha) < 1e-9);
    assert.throws(
      () => searchCacheWeights(plain, new Int32Array(0), votes, { alpha: 3, beta: 7 }),
      /expected validation images of the base classes, got none; set search_hp=false/,
    );
  });

  it("changes predictions, and not the loss", () => {
    const model = wordClip("search");
    const setting = {
      model,
      tokenizer: TOKENIZER,
      classNames: CLASSES,
      template: TEMPLATE,
    };
    const tuner = makeTuner(tipAdapter, setting);
    const size = model.architecture.embed_dim;
    const labels = Int32Array.of(0, 1, 2, 3);
    const images = tf.tensor2d(unitFeatures(4, size, "images"), [4, size]);
    tuner.training!.observe!({ images, labels });
    const logits = (): Float32Array =>
      tuner.logits({}, images, CLASSES).dataSync<"float32">().slice();
    const loss = (): number =>
      tuner.loss({}, { images, labels }, []).total.dataSync<"float32">()[0]!;
    const before = { logits: logits(), loss: loss() };
    const { alpha, beta } = tuner.training!.fit!({}, { images, labels });
    const plain = makeTuner(tipAdapter, setting, {
      init_alpha: alpha!,
      init_beta: beta!,
    });
    plain.training!.observe!({ images, labels });
    const expected = plain.logits({}, images, CLASSES).dataSync<"float32">();
    logits().forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 1e-5));
    assert.notDeepEqual(logits(), before.logits);
    assert.equal(loss(), before.loss);
  });

  it("is left out where it is switched off", () => {
    const model = wordClip("search");
    const setting = {
      model,
      tokenizer: TOKENIZER,
      classNames: CLASSES,
      template: TEMPLATE,
    };
    const tuner = makeTuner(tipAdapterF, setting, { search_hp: false });
    assert.equal(tuner.training!.fit, undefined);
  });

  it("is off for the data set without validation images in every recipe of the real CLIP", () => {
    const unsearched = CLIP_DATASETS.filter((name) => {
      const { train, validation } = clipDataset(name).counts;
      return train > 0 && validation === 0;
    });
    assert.deepEqual(unsearched, ["imagenet"]);
    for (const { recipes } of [tipAdapter, tipAdapterF]) {
      for (const recipe of [recipes!.lab!, recipes!.authors!]) {
        assert.equal(recipeOptions(recipe, "imagenet")["search_hp"], false);
        assert.equal(recipeOptions(recipe, "dtd")["search_hp"], undefined);
      }
    }
  });
});
