import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { visionTransformer } from "../../../src/encoders/towers/image-tower";
import { templateFeatures } from "../../../src/encoders/prompts/prompt-templates";
import { unitRows } from "../../../src/encoders/towers/text-tower";
import {
  firstRows,
  transformerFeatures,
} from "../../../src/encoders/towers/vision-transformer";
import { startBackend } from "../../../src/engine/backend";
import { relativeGradientError } from "../../../src/engine/gradient-check";
import { tf, type Tensor, type Tensor2D } from "../../../src/engine/tf";
import { randomNormal, seededRandom } from "../../../src/random/random";
import { gaussianWeights } from "../../../src/methods/joint/gaussian-weights";
import { makeTuner } from "../../../src/methods/make-tuner";
import { contextWords } from "../../../src/methods/text/prompt-start";
import { meanDivergence } from "../../../src/methods/joint/promptsrc";
import type { Options } from "../../../src/methods/option";
import { tunerNamed } from "../../../src/methods/registry";
import type { Batch, Parameters, TextTerm, Tuner } from "../../../src/methods/tuner";
import { assertClose } from "../../engine/helpers";
import { CLASSES, TEMPLATE, TOKENIZER, wordClip } from "../word-clip";

const METHODS = ["vpt", "maple", "ivlp", "promptsrc", "coprompt"] as const;
const ON_BOTH_SIDES = METHODS.filter((name) => name !== "vpt");
/** Depths of the tiny CLIP's 3 text and 2 vision blocks; adapters as wide as its embedding. */
const SIZES: Options = {
  prompt_depth: 2,
  prompt_depth_text: 3,
  prompt_depth_vision: 2,
  reduction: 1,
  gpa_std: 0,
};

function tunerOf(name: string, changes: Options = {}): Tuner {
  const model = wordClip("deep");
  const setting = { model, tokenizer: TOKENIZER, classNames: CLASSES, template: TEMPLATE };
  return makeTuner(tunerNamed(name), setting, { ...SIZES, ...changes });
}

/** A tuner, and how many tensors live beyond those of its model. */
function countedTuner(name: string): { tuner: Tuner; live: () => number } {
  const model = wordClip("deep");
  const before = tf.memory().numTensors;
  const setting = { model, tokenizer: TOKENIZER, classNames: CLASSES, template: TEMPLATE };
  const tuner = makeTuner(tunerNamed(name), setting, SIZES);
  return { tuner, live: () => tf.memory().numTensors - before };
}

function startOf(tuner: Tuner): Parameters {
  const start = tuner.init(seededRandom("start"));
  return Object.fromEntries(
    Object.entries(start).map(([name, { shape, data }]) => [
      name,
      tf.tensor(data, [...shape]),
    ]),
  );
}

/** Images as `patches`, and the frozen tower's unit features of them. */
function someImages(): { readonly patches: Tensor2D; readonly frozen: Tensor2D } {
  const values = randomNormal(3 * 3 * 8 * 8, 1, seededRandom("pixels"));
  return tf.tidy(() => {
    const pixels = tf.tensor4d(values, [3, 3, 8, 8]);
    const tower = visionTransformer(wordClip("deep").imageTower);
    return {
      patches: tf.reshape(firstRows(tower, pixels), [3, -1]) as Tensor2D,
      frozen: unitRows(transformerFeatures(tower, pixels)),
    };
  });
}

function someBatch(): Batch {
  const { patches, frozen } = someImages();
  frozen.dispose();
  return {
    images: patches,
    labels: Int32Array.of(2, 0, 3),
  };
}

describe("methods with prompts in the image tower", () => {
  before(() => startBackend("wasm"));

  for (const name of METHODS) {
    it(`${name} has the gradients that central differences see`, () => {
      const tuner = tunerOf(name);
      const parameters = startOf(tuner);
      const batch = someBatch();
      for (const [at, value] of Object.entries(parameters)) {
        const loss = (x: Tensor): tf.Scalar =>
          tuner.loss({ ...parameters, [at]: x }, batch, []).total;
        const error = relativeGradientError(loss, value, seededRandom(at), {
          step: 3e-3,
        });
        assert.ok(error < 3e-2, `${at}: ${error}`);
      }
    });

    it(`${name} sums its parts and keeps no tensor`, () => {
      const { tuner, live } = countedTuner(name);
      const parameters = startOf(tuner);
      const batch = someBatch();
      tf.tidy(() => {
        const { total, parts, logits, text } = tuner.loss(parameters, batch, []);
        const values = Object.values(parts).map((part) => part.dataSync()[0]!);
        assertClose(total, [values.reduce((a, b) => a + b, 0)], 1e-4);
        assert.deepEqual(logits.shape, [3, CLASSES.length]);
        // Loss and prediction see the same logits and the same text.
        assertClose(
          tuner.logits(parameters, batch.images, CLASSES),
          logits.dataSync(),
          1e-4,
        );
        assertClose(tuner.textFeatures(parameters, CLASSES), text.dataSync(), 1e-6);
      });
      tf.dispose([...Object.values(parameters), batch.images]);
      tuner.dispose();
      assert.equal(live(), 0);
    });
  }

  for (const name of ON_BOTH_SIDES) {
    it(`${name} shares its text pass with a term on other names`, () => {
      const tuner = tunerOf(name);
      const parameters = startOf(tuner);
      const names = ["sunflower", "grand piano"];
      const expected = tuner.textFeatures(parameters, names).dataSync<"float32">();
      const term: TextTerm = {
        kind: "text",
        name: "held",
        names,
        loss: (features) => {
          assertClose(features, expected, 1e-5);
          return tf.sum(features);
        },
      };
      const step = tuner.loss(parameters, someBatch(), [term]);
      const sum = expected.reduce((a, b) => a + b, 0);
      assertClose(step.parts["held"]!, [sum], 1e-4);
    });
  }

  it("vpt without prompts' influence is zero-shot: its text is the template's", () => {
    const tuner = tunerOf("vpt");
    const model = wordClip("deep");
    const expected = templateFeatures(model, TOKENIZER, CLASSES, TEMPLATE).dataSync();
    assertClose(tuner.textFeatures(startOf(tuner), CLASSES), expected, 1e-6);
  });

  it("ivlp is promptsrc without its regularisers", () => {
    const [plain, held] = [tunerOf("ivlp"), tunerOf("promptsrc")];
    const parameters = startOf(plain);
    const batch = someBatch();
    const ce = plain.loss(parameters, batch, []).total.dataSync();
    assertClose(held.loss(parameters, batch, []).parts["ce"]!, ce, 1e-6);
  });

  it("promptsrc's parts are its distances from the frozen CLIP", () => {
    const tuner = tunerOf("promptsrc");
    const parameters = startOf(tuner);
    const batch = someBatch();
    const frozen = someImages().frozen.dataSync();
    const images = tuner.imageFeatures(parameters, batch.images).dataSync<"float32">();
    const { parts } = tuner.loss(parameters, batch, []);
    const apart = images.reduce((sum, value, i) => sum + Math.abs(value - frozen[i]!), 0);
    assertClose(parts["scl_image"]!, [(10 * apart) / images.length], 1e-5);
  });

  for (const name of ["promptsrc", "coprompt"] as const) {
    it(`${name} takes the frozen features that come with its images`, () => {
      const tuner = tunerOf(name);
      const parameters = startOf(tuner);
      const batch = someBatch();
      const { patches, frozen } = someImages();
      assert.equal(tuner.imageInput, "patches and features");
      const given = { ...batch, images: tf.concat([patches, frozen], 1) };
      const computed = tuner.loss(parameters, batch, []).parts;
      for (const [part, value] of Object.entries(tuner.loss(parameters, given, []).parts))
        assertClose(value, computed[part]!.dataSync(), 1e-5);
      const swapped = { ...batch, images: tf.concat([patches, tf.neg(frozen)], 1) };
      const { total } = tuner.loss(parameters, swapped, []);
      const far =
        total.dataSync()[0]! - tuner.loss(parameters, given, []).total.dataSync()[0]!;
      assert.ok(Math.abs(far) > 1e-2);
    });
  }

  it("coprompt mixes adapters in before features become unit rows", () => {
    const tuner = tunerOf("coprompt", { text_ratio: 0, image_ratio: 0 });
    const plain = tunerOf("maple");
    const parameters = startOf(tuner);
    const { images } = someBatch();
    const expected = plain.logits(parameters, images, CLASSES).dataSync();
    assertClose(tuner.logits(parameters, images, CLASSES), expected, 1e-4);
    const mixed = tunerOf("coprompt").logits(parameters, images, CLASSES).dataSync();
    assert.ok(mixed.some((value, i) => Math.abs(value - expected[i]!) > 1e-3));
  });
});

describe("CoPrompt's descriptions", () => {
  const folder = mkdtempSync(join(tmpdir(), "descriptions-"));
  let files = 0;
  before(() => startBackend("wasm"));
  after(() => rmSync(folder, { recursive: true }));

  /** The consistency of the text side at its weight of 1, in one step. */
  function apart(tuner: Tuner, iteration: number): number {
    const batch = { ...someBatch(), step: { seed: 3, iteration } };
    const { parts } = tuner.loss(startOf(tuner), batch, []);
    return parts["consistency_text"]!.dataSync()[0]!;
  }

  function described(sentences: readonly (readonly string[])[]): Tuner {
    const descriptions = join(folder, `${files++}.json`);
    const lists = CLASSES.map((name, i) => [name, sentences[i]!]);
    writeFileSync(descriptions, JSON.stringify(Object.fromEntries(lists)));
    return tunerOf("coprompt", { descriptions });
  }

  it("a class's only sentence takes the template's place", () => {
    const written = CLASSES.map((name) => [TEMPLATE.replace("{}", name)]);
    const byTemplate = apart(tunerOf("coprompt"), 0);
    assert.ok(Math.abs(apart(described(written), 0) - byTemplate) < 1e-6);
    const other = apart(described(CLASSES.map((name) => [`${name} ${name}`])), 0);
    assert.ok(Math.abs(other - byTemplate) > 1e-3);
  });

  it("each step draws the same place of all lists, a resumed training the same again", () => {
    const [first, second] = [1, 2].map((times) =>
      CLASSES.map((name) => Array.from({ length: times }, () => name).join(" ")),
    );
    const single = (names: readonly string[]): number =>
      apart(described(names.map((name) => [name])), 0);
    const singles = [single(first!), single(second!)];
    const both = described(CLASSES.map((_, i) => [first![i]!, second![i]!]));
    const steps = Array.from({ length: 12 }, (_, iteration) => apart(both, iteration));
    const indices = steps.map((loss) =>
      singles.findIndex((value) => Math.abs(value - loss) < 1e-6),
    );
    assert.deepEqual(new Set(indices), new Set([0, 1]));
    assert.equal(apart(both, 5), steps[5]);
  });

  it("named, but not given or not of every class: refused", () => {
    assert.throws(() => tunerOf("coprompt", { descriptions: "some.json" }), /some.json/);
    const lists = CLASSES.map((name, i) => (i === 1 ? [] : [name]));
    const says = new RegExp(`descriptions of "${CLASSES[1]!}": expected at least one`);
    assert.throws(() => described(lists), says);
  });
});

describe("parts of these methods", () => {
  before(() => startBackend("wasm"));

  it("divergence is KL(frozen || tuned) over the number of logits", () => {
    const tuned = tf.tensor2d([[0, Math.log(3)]]);
    const frozen = tf.tensor2d([[0, 0]]);
    // p = (1/2, 1/2), q = (1/4, 3/4)
    const kl = 0.5 * Math.log(0.5 / 0.25) + 0.5 * Math.log(0.5 / 0.75);
    assertClose(meanDivergence(tuned, frozen), [kl / 2], 1e-6);
    assertClose(meanDivergence(frozen, frozen), [0], 1e-7);
  });

  it("Gaussian weights sum to 1, peak at the mean, and survive a far, narrow mean", () => {
    const weights = gaussianWeights(5, { mean: 3, sd: 1.5 });
    assert.ok(Math.abs(weights.reduce((a, b) => a + b, 0) - 1) < 1e-12);
    const ratio = weights[2]! / weights[0]!;
    assert.ok(Math.abs(ratio - Math.exp(0.5 * (2 / 1.5) ** 2)) < 1e-12);
    assert.deepEqual(gaussianWeights(2, { mean: 500, sd: 0.1 }), [0, 1]);
  });

  it("words beyond the context stay in the prompt", () => {
    const { ids, rest } = contextWords(TOKENIZER, "a photo of a", 2);
    assert.deepEqual(ids, TOKENIZER.encode("a photo"));
    assert.equal(rest, "of a");
    assert.equal(contextWords(TOKENIZER, "a photo of a", 4).rest, "");
    assert.throws(
      () => contextWords(TOKENIZER, "a photo of a", 5),
      /option n_ctx: expected the token count of the first words of "a photo of a", got 5/,
    );
  });

  it("maple with two of four words starts from the whole prompt", () => {
    const one = { prompt_depth: 1, n_ctx: 2 };
    const [short, long] = [tunerOf("maple", one), tunerOf("maple", { ...one, n_ctx: 4 })];
    const expected = long.textFeatures(startOf(long), CLASSES).dataSync();
    assertClose(short.textFeatures(startOf(short), CLASSES), expected, 1e-5);
  });

  it("names the depth that the tower has no blocks for", () => {
    assert.throws(
      () => tunerOf("maple", { prompt_depth: 3 }),
      /depth of visual prompts: expected at most 2, the tower's blocks, got 3/,
    );
  });
});
