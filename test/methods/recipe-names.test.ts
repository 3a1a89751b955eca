import assert from "node:assert/strict";
import { test } from "node:test";
import { methodOptions } from "../../src/experiments/spec/methods";
import type { Options } from "../../src/methods/option";
import { RECIPE_NAMES } from "../../src/methods/recipe-names";
import { tunerNames } from "../../src/methods/registry";
import { composes } from "../../src/regularisers/composition";
import { regulariserNames } from "../../src/regularisers/registry";

test("each method has its own options; a regulariser's carry its name", () => {
  assert.deepEqual(methodOptions("zeroshot", "none"), {
    ...{ recipe: "icons", shots: 16, views: null, template: null, sampling: null },
    ensemble: false,
  });
  const coop = methodOptions("coop", "none");
  assert.deepEqual([coop["n_ctx"], coop["ctx_init"]], [16, null]);
  const kgcoop = methodOptions("kgcoop", "none");
  assert.deepEqual(
    [kgcoop["n_ctx"], kgcoop["ctx_init"], kgcoop["w"]],
    [4, "a photo of a", 8],
  );
  // the paper: lambda 8 on CoOp, 2 on all others
  assert.equal(methodOptions("coop", "dor")["dor.lambda"], 8);
  assert.equal(methodOptions("kgcoop", "dor")["dor.lambda"], 2);
  // B: the method's own batch; beside photographs 100
  const batch = (tuner: string, recipe: string) =>
    methodOptions(tuner, "dor", { recipe })["dor.batch"];
  for (const tuner of ["coop", "cocoop", "maple"] as const)
    assert.equal(batch(tuner, "icons"), methodOptions(tuner, "dor")["batch"]);
  assert.equal(batch("maple", "lab"), 100);
});

test("changes replace options a method has, and no others", () => {
  const changes = { epochs: 7, "dor.batch": 5, unknown: 1 };
  const plain = methodOptions("coop", "none", changes);
  assert.equal(plain["epochs"], 7);
  assert.equal("dor.batch" in plain || "unknown" in plain, false);
  assert.equal(methodOptions("coop", "dor", changes)["dor.batch"], 5);
  assert.equal(methodOptions("coop", "none", { recipe: "lab" })["epochs"], 200);
});

test("every method resolves in every recipe, and DOR composes with what is tuned alone", () => {
  for (const tuner of tunerNames())
    for (const recipe of RECIPE_NAMES)
      assert.equal(methodOptions(tuner, "dor", { recipe })["recipe"], recipe);
  for (const tuner of ["zeroshot", "clip-adapter", "vpt", "taskres"] as const)
    assert.equal(composes(tuner, "dor"), false);
  for (const regulariser of regulariserNames())
    assert.equal(composes("cocoop", regulariser), regulariser !== "dor-image");
  assert.throws(() => methodOptions("coop", "none", { recipe: "lap" }), /unknown recipe/);
});

const WORDS = "a photo of a";

/**
 * The recipes of the paper's facts (section c), row by row, in the table's order of columns: epochs,
 * batch, learning rate, length of the context, its words. `lab` rows are the paper's lab's, `authors` rows
 * the methods' own code's; what follows is the row's last column.
 */
const PUBLISHED: readonly (readonly [
  recipe: "lab" | "authors",
  tuner: string,
  epochs: number,
  batch: number,
  rate: number,
  context: number | undefined,
  words: string | null | undefined,
  other: Options,
])[] = [
  ["lab", "coop", 200, 32, 0.002, 16, null, { class_token_position: "end", ctx_std: 0.02 }],
  ["lab", "cocoop", 10, 1, 0.002, 4, WORDS, {}],
  ["lab", "kgcoop", 200, 32, 0.002, 4, WORDS, { w: 8 }],
  ["lab", "maple", 5, 4, 0.0035, 2, null, { prompt_depth: 9 }],
  [
    "lab",
    "promptsrc",
    50,
    4,
    0.0025,
    4,
    WORDS,
    {
      ...{ n_ctx_vision: 4, text_loss_weight: 25, image_loss_weight: 10 },
      ...{ prompt_depth_text: 9, prompt_depth_vision: 9 },
    },
  ],
  [
    "lab",
    "vpt",
    5,
    4,
    0.0025,
    undefined,
    WORDS,
    { n_ctx_vision: 8, prompt_depth_vision: 12 },
  ],
  [
    "lab",
    "clip-adapter",
    200,
    32,
    0.002,
    undefined,
    undefined,
    { ratio: 0.2, reduction: 4 },
  ],
  ["authors", "maple", 5, 4, 0.0035, 2, WORDS, { prompt_depth: 9 }],
  ["authors", "promptsrc", 20, 4, 0.0025, 4, WORDS, { n_ctx_vision: 4, gpa_mean: 15 }],
  // Layers beside the context learn 6.5 times faster; loss 0.3 similarity + 0.7 linear.
  ["authors", "dept", 10, 4, 0.0035, 16, null, { lr_exp: 6.5, linear_probe_weight: 0.7 }],
  ["authors", "tcp", 50, 32, 0.002, 4, WORDS, { optimizer: "adam", token_weight: 1, w: 8 }],
  [
    "authors",
    "coprompt",
    8,
    4,
    0.0035,
    2,
    WORDS,
    {
      ...{ prompt_depth: 9, image_ratio: 0.1, text_ratio: 0.2, w: 1 },
      augmentation: "randaugment",
    },
  ],
];

for (const [recipe, tuner, epochs, batch, rate, context, words, other] of PUBLISHED) {
  test(`recipe ${recipe} of ${tuner} is the published one`, () => {
    const { optimizer = "sgd", ...rest } = other;
    const length = tuner === "promptsrc" ? "n_ctx_text" : "n_ctx";
    const options = methodOptions(tuner, "none", { recipe });
    const expected: Options = {
      epochs,
      batch,
      learning_rate: rate,
      ...(context === undefined ? {} : { [length]: context }),
      ...(words === undefined ? {} : { ctx_init: words }),
      // SGD unless the row says otherwise, one warm-up epoch at a constant 1e-5.
      optimizer,
      warmup_epochs: 1,
      warmup_rate: 1e-5,
      ...rest,
    };
    const got = Object.keys(expected).map((name) => [name, options[name]]);
    assert.deepEqual(Object.fromEntries(got), expected);
  });
}

test("rows that the lab lacks are the authors'", () => {
  for (const tuner of ["dept", "tcp", "coprompt", "cocoop"] as const) {
    const [lab, authors] = (["lab", "authors"] as const).map((recipe) => ({
      ...methodOptions(tuner, "none", { recipe }),
      recipe: null,
    }));
    assert.deepEqual(lab, authors);
  }
});

test("some data sets have values of their own", () => {
  const on = (dataset: string, tuner: string, recipe: string): Options =>
    methodOptions(tuner, "none", { recipe }, dataset);
  // CoOp's scripts train 50 epochs on ImageNet.
  assert.equal(on("imagenet", "coop", "authors")["epochs"], 50);
  assert.equal(on("dtd", "coop", "authors")["epochs"], 200);
  assert.equal(on("imagenet", "coop", "lab")["epochs"], 200);
  // PromptSRC's Gaussian average differs between data sets in the lab's few-shot recipe.
  const average = (dataset: string): unknown[] => {
    const options = on(dataset, "promptsrc", "lab");
    return [options["gpa_mean"], options["gpa_std"]];
  };
  assert.deepEqual(average("imagenet"), [30, 30]);
  assert.deepEqual(average("eurosat"), [45, 5]);
  // A person's value goes before the data set's.
  const options = methodOptions(
    "coop",
    "none",
    { recipe: "authors", epochs: 3 },
    "imagenet",
  );
  assert.equal(options["epochs"], 3);
});

test("DOR: K 5000 near nouns, lambda 8 on CoOp and 2 on others, on words and on images", () => {
  for (const recipe of RECIPE_NAMES) {
    for (const tuner of tunerNames()) {
      const words = methodOptions(tuner, "dor", { recipe });
      assert.equal(words["dor.candidates"], 5000);
      assert.equal(words["dor.choice"], "near");
      assert.equal(words["dor.lambda"], tuner === "coop" ? 8 : 2);
      const images = methodOptions(tuner, "dor-image", { recipe });
      assert.equal(images["dor-image.lambda"], 2);
      assert.equal(images["dor-image.batch"], images["batch"] ?? 1);
    }
  }
});
