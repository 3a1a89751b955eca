import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { clipTokenizer } from "../../../src/encoders/tokens/tokenizer";
import { startBackend } from "../../../src/engine/backend";
import { loadNative } from "../../../src/engine/native/native";
import { checkGradient } from "../../../src/engine/gradient-check";
import { tf, type Tensor2D, type Tensor3D } from "../../../src/engine/tf";
import { makeTuner } from "../../../src/methods/make-tuner";
import { readOptions, type Options } from "../../../src/methods/option";
import {
  confidentCount,
  confidentViews,
} from "../../../src/methods/test-time/confident-views";
import { contextsText } from "../../../src/methods/test-time/contexts-text";
import { tpt } from "../../../src/methods/test-time/tpt";
import { testTimeLoss, viewLogits } from "../../../src/methods/test-time/view-loss";
import { CONTEXT } from "../../../src/methods/text/learned-context";
import type { ClassTerm, TunerSetting } from "../../../src/methods/tuner";
import { seededRandom } from "../../../src/random/random";
import { regulariserNamed } from "../../../src/regularisers/registry";
import { referenceClip } from "../../encoders/reference-clip";
import { CLASSES, TEMPLATE, TOKENIZER, unitFeatures, wordClip } from "../word-clip";
import { referenceTestTime, type TestTimeVariant } from "./reference-test-time";

/** Which regulariser a variant of the reference adds. */
const ADDED: Readonly<Record<string, readonly [string, Options]>> = {
  ctpt: ["dispersion", {}],
  otpt_code: ["orthogonal", { form: "code" }],
  otpt_paper: ["orthogonal", { form: "paper" }],
  soc: ["huber", {}],
  atpt: ["angle", { form: "smallest" }],
  atpt_mean: ["angle", { form: "nearest" }],
};

/** Variants of which some chosen views are nearly certain, so that their small gradients are less exact. */
const NEARLY_CERTAIN = ["tpt", "ctpt_two_step", "tpt_from_coop"];

async function termOf(
  setting: TunerSetting,
  name: string,
  options: Options,
): Promise<ClassTerm> {
  const definition = regulariserNamed(name)!;
  const made = definition.make(
    { setting, imageInput: "features", imageShape: [1], newClassNames: [], seed: 1 },
    readOptions(definition.options, options),
  );
  return (await made.draw(seededRandom("none"), true)) as ClassTerm;
}

/** The term of a variant; none for plain TPT. */
async function termsOf(
  setting: TunerSetting,
  name: string,
  { config }: TestTimeVariant,
): Promise<readonly ClassTerm[]> {
  const kind = name.replace(/_(wide|two_updates_wide|two_step)$/, "");
  const added = ADDED[kind];
  if (added === undefined) return [];
  const { lambda, delta } = config;
  const numbers = { lambda: lambda!, ...(delta === undefined ? {} : { delta }) };
  return [await termOf(setting, added[0], { ...added[1], ...numbers })];
}

const largest = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((max, value) => Math.max(max, Math.abs(value)), 0);

function checkNear(
  got: ArrayLike<number>,
  want: ArrayLike<number>,
  allowed: number,
  what: string,
): void {
  assert.equal(got.length, want.length, what);
  const error = largest(Array.from(got, (value, i) => value - want[i]!));
  assert.ok(error <= allowed, `${what}: off by ${error}, allowed ${allowed}`);
}

/** Every variant of the reference on the active backend. */
async function checkVariants(): Promise<void> {
  const { classNames, variants, tensor } = referenceTestTime();
  const model = referenceClip();
  const setting = { model, tokenizer: clipTokenizer(), classNames, template: TEMPLATE };
  const features = tensor("start.image_features");
  const [images, views, embed] = features.shape as [number, number, number];
  for (const [name, variant] of Object.entries(variants)) {
    const { lr, tta_steps: steps, selection_p: part, two_step = false } = variant.config;
    const terms = await termsOf(setting, name, variant);
    const start = tensor(name === "tpt_from_coop" ? `${name}.start_ctx` : "start.ctx");
    const context = tf.tensor2d(start.data, start.shape as [number, number]);
    const all = tf.tensor3d(features.data, [images, views, embed]);
    const options = { learning_rate: lr, steps, two_step, test_views: views };
    const tuner = makeTuner(tpt, setting, { ...options, confident_share: part });
    const { logits, text } = tuner.testTime!.predict(
      { [CONTEXT]: context },
      all,
      classNames,
      terms,
    );
    checkNear(text.dataSync(), tensor(`${name}.text_features`).data, 1e-5, `${name} text`);
    checkNear(logits.dataSync(), tensor(`${name}.logits`).data, 1e-3, `${name} logits`);
    // The selection and the first gradient, which a step of AdamW hides.
    const atStart = tuner.textFeatures({ [CONTEXT]: context }, classNames);
    const before = tf.mul(
      tf.matMul(tf.reshape(all, [images * views, embed]), atStart, false, true),
      model.logitScale,
    );
    const count = confidentCount(views, part);
    const values = before.dataSync<"float32">();
    const chosen = confidentViews(values, views, classNames.length, count);
    const want = variant.images.flatMap(({ selected }) => selected);
    assert.deepEqual([...chosen], want, `${name} selection`);
    const rows = Array.from(chosen, (view, i) => Math.floor(i / count) * views + view);
    const table = tf.reshape(all, [images * views, embed]);
    const selected = tf.reshape(tf.gather(table, tf.tensor1d(rows, "int32")), [
      images,
      count,
      embed,
    ]) as Tensor3D;
    const parts = { entropy: true, terms: two_step ? [] : terms };
    const loss = (contexts: Tensor3D) => {
      const own = contextsText(setting, contexts, [], classNames);
      return testTimeLoss(viewLogits(selected, own, model.logitScale), own, parts);
    };
    const tiled = tf.tile(tf.expandDims(context, 0), [images, 1, 1]) as Tensor3D;
    const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => loss(x as Tensor3D))(tiled);
    const sum = variant.images.reduce((total, image) => total + image.loss[0]!, 0);
    checkNear(value.dataSync(), [sum], images * 1e-4, `${name} loss`);
    const own = grad.dataSync();
    const expected = tensor(`${name}.grad0`).data;
    const share = NEARLY_CERTAIN.includes(name) ? 1e-3 : 2e-4;
    const size = expected.length / images;
    for (let image = 0; image < images; image++) {
      const place: [number, number] = [image * size, (image + 1) * size];
      const of = expected.subarray(...place);
      checkNear(
        own.subarray(...place),
        of,
        share * largest(of),
        `${name} gradient ${image}`,
      );
    }
    tuner.dispose();
  }
}

describe("test-time tuning against the reference code", () => {
  it("selects, differentiates and predicts alike on wasm", async () => {
    await startBackend("wasm");
    tf.engine().startScope();
    await checkVariants();
    tf.engine().endScope();
  });

  const { backend, explanation } = loadNative();
  it(
    "and on the native backend",
    { skip: backend === undefined ? explanation : false },
    async () => {
      await startBackend("tensorflow");
      tf.engine().startScope();
      await checkVariants();
      tf.engine().endScope();
    },
  );
});

describe("test-time tuning", () => {
  before(async () => void (await startBackend("wasm")));
  const setting = () => ({
    model: { ...wordClip("tpt"), logitScale: 20 },
    tokenizer: TOKENIZER,
    classNames: CLASSES,
    template: TEMPLATE,
  });
  const someViews = (embed: number, images = 3, views = 4): Tensor3D =>
    tf.tensor3d(unitFeatures(images * views, embed, "views"), [images, views, embed]);
  const startOf = (tuner: ReturnType<typeof makeTuner>): Tensor2D => {
    const { shape, data } = tuner.init(seededRandom("start"))[CONTEXT]!;
    return tf.tensor2d(data, shape as [number, number]);
  };
  const OPTIONS = { test_views: 4, confident_share: 0.5 };

  it("gives an image the same prediction alone and among others", async () => {
    const s = setting();
    const tuner = makeTuner(tpt, s, OPTIONS);
    const terms = [await termOf(s, "dispersion", { lambda: 2 })];
    const views = someViews(s.model.architecture.embed_dim);
    const parameters = { [CONTEXT]: startOf(tuner) };
    const predict = (some: Tensor3D) =>
      tuner.testTime!.predict(parameters, some, CLASSES, terms).logits.dataSync();
    const together = predict(views);
    const alone = predict(tf.slice(views, [1, 0, 0], [1, -1, -1]));
    const n = CLASSES.length;
    checkNear(alone, together.subarray(n, 2 * n), 1e-5, "logits");
  });

  it("moves each entry of the context by about the learning rate", () => {
    const s = setting();
    const views = someViews(s.model.architecture.embed_dim, 1);
    const still = makeTuner(tpt, s, { ...OPTIONS, learning_rate: 0 });
    const parameters = { [CONTEXT]: startOf(still) };
    const zeroShot = still.textFeatures(parameters, CLASSES).dataSync();
    const at = still.testTime!.predict(parameters, views, CLASSES, []).text.dataSync();
    checkNear(at, zeroShot, 1e-6, "without a step the text is the start's");
    const moved = makeTuner(tpt, s, OPTIONS).testTime!;
    const text = moved.predict(parameters, views, CLASSES, []).text.dataSync();
    assert.ok(largest(Array.from(text, (v, i) => v - zeroShot[i]!)) > 1e-4);
  });

  it("has the gradient of its loss, with every regulariser", async () => {
    const s = setting();
    const views = someViews(s.model.architecture.embed_dim, 2);
    for (const [name, options] of Object.values(ADDED)) {
      const terms = [await termOf(s, name, { ...options, lambda: 1 })];
      // A larger context than the words': next to 0 the first layer norm bends too much for differences.
      const words = startOf(makeTuner(tpt, s, OPTIONS));
      const contexts = tf.mul(tf.tile(tf.expandDims(words, 0), [2, 1, 1]), 20);
      const loss = (x: tf.Tensor) => {
        const text = contextsText(s, x as Tensor3D, [], CLASSES);
        const logits = viewLogits(views, text, s.model.logitScale);
        return testTimeLoss(logits, text, { entropy: true, terms });
      };
      const found = checkGradient(loss, contexts, seededRandom("directions"));
      const allowed = Math.max(5e-3, found.uncertainty);
      assert.ok(found.error < allowed, `${name}: ${found.error}, allowed ${allowed}`);
    }
  });

  it("keeps no tensor behind", async () => {
    const s = setting();
    const terms = [await termOf(s, "huber", {})];
    const predictOnce = (): void => {
      const tuner = makeTuner(tpt, s, OPTIONS);
      const views = someViews(s.model.architecture.embed_dim);
      const context = startOf(tuner);
      const found = tuner.testTime!.predict({ [CONTEXT]: context }, views, CLASSES, terms);
      tf.dispose([found.logits, found.text, views, context]);
      tuner.dispose();
    };
    // The first use lays out the tower for the kernels, once per model.
    predictOnce();
    const tensors = tf.memory().numTensors;
    predictOnce();
    assert.equal(tf.memory().numTensors, tensors);
  });

  it("says in one line what is wrong with its options", () => {
    const s = setting();
    const made = (options: Options) => () => makeTuner(tpt, s, options);
    assert.throws(
      made({ test_views: 8 }),
      /^PromptcalError: option confident_share of tpt: expected a share that is at least one of 8 views, got 0\.1; set it to 0\.13 or more, or test_views to 10$/,
    );
    assert.throws(
      made({ test_views: 0 }),
      /option test_views: expected a whole number of at least 1, got 0/,
    );
    for (const value of [0, 1.5, -1]) {
      assert.throws(
        made({ confident_share: value }),
        /option confident_share: expected a number above 0 and at most 1, got/,
      );
    }
    assert.throws(
      made({ ctx_init: null }),
      /option ctx_init of tpt: expected words, got null/,
    );
  });
});
