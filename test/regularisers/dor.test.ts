import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { templateFeatures } from "../../src/encoders/prompts/prompt-templates";
import { startBackend } from "../../src/engine/backend";
import { checkGradient } from "../../src/engine/gradient-check";
import { tf, type Scalar, type Tensor } from "../../src/engine/tf";
import { seededRandom } from "../../src/random/random";
import { makeTuner } from "../../src/methods/make-tuner";
import { coop } from "../../src/methods/text/coop";
import { CONTEXT } from "../../src/methods/text/learned-context";
import { dorTerm, wordRegulariser } from "../../src/regularisers/dor";
import { kgcoop } from "../../src/methods/text/kgcoop";
import { measureStep } from "../../src/training/step";
import type { Batch, TunerSetting } from "../../src/methods/tuner";
import { CLASSES, TEMPLATE, TOKENIZER, unitFeatures, wordClip } from "../methods/word-clip";

function setting(): TunerSetting {
  return {
    model: wordClip("dor"),
    tokenizer: TOKENIZER,
    classNames: CLASSES,
    template: TEMPLATE,
  };
}

function batchFor({ model }: TunerSetting): Batch {
  const dimension = model.architecture.embed_dim;
  return {
    images: tf.tensor2d(unitFeatures(6, dimension, "dor"), [6, dimension]),
    labels: Int32Array.of(0, 1, 2, 3, 0, 1),
  };
}

const OPTIONS = { n_ctx: 4, ctx_init: null };

describe("outlier regularisation", () => {
  before(async () => void (await startBackend("wasm")));

  it("has the gradient of its loss, through the text tower", () => {
    const s = setting();
    // Words' size: next to 0 the first layer norm bends too much for differences.
    const tuner = makeTuner(coop, s, { ...OPTIONS, ctx_std: 0.5 });
    const { shape, data } = tuner.init(seededRandom("start"))[CONTEXT]!;
    const words = ["igloo", "trade_wind", "jazz"];
    const frozen = templateFeatures(s.model, TOKENIZER, words, TEMPLATE);
    const term = dorTerm(Int32Array.of(2, 0), words, frozen, 8);
    const loss = (x: Tensor): Scalar =>
      term.loss(tuner.textFeatures({ [CONTEXT]: x }, term.names));
    const context = tf.tensor(data, [...shape]);
    const { error, uncertainty } = checkGradient(loss, context, seededRandom("d"));
    assert.ok(error <= 2 * uncertainty && error < 5e-3, `${error} ${uncertainty}`);
  });

  it("on the base classes themselves is KgCoOp's regulariser", () => {
    const s = setting();
    const values = makeTuner(coop, s, OPTIONS).init(seededRandom("start"));
    const frozen = templateFeatures(s.model, TOKENIZER, CLASSES, TEMPLATE);
    const features = frozen.dataSync<"float32">().slice();
    const regulariser = wordRegulariser(
      { names: CLASSES, features },
      { lambda: 8, batch: CLASSES.length },
    );
    const plain = makeTuner(coop, s, OPTIONS);
    regulariser.prepare(plain);
    const batch = batchFor(s);
    const term = regulariser.draw(seededRandom("draw"), true);
    const withDor = measureStep(plain, values, batch, [term]);
    const withKg = measureStep(makeTuner(kgcoop, s, OPTIONS), values, batch, []);
    assert.ok(Math.abs(withDor.loss - withKg.loss) < 1e-5 * withKg.loss);
    assert.ok(Math.abs(withDor.parts["dor"]! - withKg.parts["kgcoop"]!) < 1e-5);
    const [a, b] = [withDor, withKg].map(
      ({ gradients }) => gradients["prompt_learner.ctx"]!,
    );
    const largest = b!.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
    a!.forEach((v, i) => assert.ok(Math.abs(v - b![i]!) < 1e-4 * largest));
  });

  it("redraws each step, without replacement, from the given words", () => {
    const names = ["fork", "tree", "hill", "cloud", "river"];
    const regulariser = wordRegulariser(
      { names, features: unitFeatures(5, 6, "words") },
      { lambda: 1, batch: 3 },
    );
    const random = seededRandom("draws");
    const draws = Array.from({ length: 40 }, () => regulariser.draw(random, true).names);
    for (const draw of draws) assert.equal(new Set(draw).size, 3);
    assert.ok(new Set(draws.map((draw) => draw.join())).size > 10);
    assert.deepEqual([...new Set(draws.flat())].sort(), [...names].sort());
    regulariser.dispose();
  });

  it("asks for all words where there are fewer than a batch", () => {
    const words = { names: ["fork", "tree"], features: unitFeatures(2, 6, "few") };
    const term = wordRegulariser(words, { lambda: 1, batch: 32 }).draw(
      seededRandom("few"),
      true,
    );
    assert.deepEqual([...term.names].sort(), ["fork", "tree"]);
  });
});
