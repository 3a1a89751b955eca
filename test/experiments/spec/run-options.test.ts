import assert from "node:assert/strict";
import {
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import sharp from "sharp";
import { loadedDataset, loadedModel } from "../../../src/experiments/suites/loaded-suite";
import { writePlan } from "../../../src/experiments/sweep/plan";
import { readPredictions } from "../../../src/experiments/run/predictions";
import { resolveSpec } from "../../../src/experiments/spec/resolve";
import { executeRun } from "../../../src/experiments/run/run";
import { runId, type RunSpec } from "../../../src/experiments/spec/spec";
import { readRun } from "../../../src/experiments/store/store";
import { suiteNamed, SUITES_VARIABLE } from "../../../src/experiments/suites/suite";
import { encodeImages } from "../../../src/experiments/run/images/encode";
import { trainingViews } from "../../../src/experiments/run/images/training-views";
import { randomInteger, seededRandom } from "../../../src/random/random";
import { promptcal } from "../promptcal";
import { makeTinySuite } from "../tiny-suite";

const folder = mkdtempSync(join(tmpdir(), "promptcal-views-"));
const CLASSES = ["apple", "bread", "cup", "dog", "egg", "fish"];

before(async () => {
  await makeTinySuite(folder);
  // Squares of one colour look the same in every crop: the training images become noise.
  const images = join(folder, "data", "colours", "images");
  for (const name of CLASSES) {
    for (const i of [0, 1, 2]) {
      const random = seededRandom("noise", name, i);
      const raw = { width: 8, height: 8, channels: 3 } as const;
      const pixels = Uint8Array.from({ length: 192 }, () => randomInteger(256, random));
      await sharp(pixels, { raw }).toFile(join(images, name, `train-${i}.png`));
    }
  }
  process.env[SUITES_VARIABLE] = join(folder, "suites");
});
after(() => rmSync(folder, { recursive: true, force: true }));

function specOf(
  tuner: string,
  options: Readonly<Record<string, string>>,
  dataset = "colours",
): Promise<RunSpec> {
  const settings = Object.entries(options).map(([name, text]) => ({ name, text }));
  return resolveSpec({
    suite: suiteNamed("tiny"),
    dataset,
    tuner,
    regulariser: "none",
    seed: 1,
    settings,
  });
}

async function logitsOf(spec: RunSpec, store: string): Promise<Float32Array> {
  await executeRun(spec, { suite: suiteNamed("tiny"), store: join(folder, store) });
  return readPredictions(join(folder, store), runId(spec)).base.logits;
}

for (const [tuner, more] of [
  ["coop", {}],
  ["vpt", { prompt_depth_vision: "1" }],
] as const) {
  test(`${tuner} with new views in every epoch: interrupted and resumed as if it were not`, async () => {
    const options = { epochs: "4", batch: "4", learning_rate: "0.1", ...more };
    const spec = await specOf(tuner, { ...options, views: "0" });
    const whole = await logitsOf(spec, "whole");
    const stop = new AbortController();
    const onEpoch = (epoch: number): void => {
      if (epoch === 2) stop.abort();
    };
    const store = join(folder, "parts");
    await assert.rejects(
      executeRun(spec, { suite: suiteNamed("tiny"), store, signal: stop.signal, onEpoch }),
    );
    const epochs: number[] = [];
    const again = await executeRun(spec, {
      suite: suiteNamed("tiny"),
      store,
      onEpoch: (at) => epochs.push(at),
    });
    assert.ok(again.state === "done" && again.computed);
    assert.deepEqual(epochs, [3, 4]);
    assert.deepEqual(await logitsOf(spec, "parts"), whole);
    assert.notDeepEqual(await logitsOf(await specOf(tuner, options), "whole"), whole);
  });
}

test("features of new views are those of each batch by itself, to the bit, and are encoded once for all methods", async () => {
  const suite = suiteNamed("tiny");
  const [model, data] = [await loadedModel(suite), await loadedDataset(suite, "colours")];
  const shots = data.dataset.train.slice(0, 9);
  const cache = join(folder, "view-cache");
  const request = { model, data, shots, all: shots, views: 0, seed: 1 };
  const { readBatch } = await trainingViews({ ...request, encoding: { cache } });
  const size = model.architecture.embed_dim;
  for (const [epoch, indices] of [
    [0, [4, 1, 8]],
    [1, [0]],
    [0, [2, 3, 5, 6, 7, 0, 1]],
  ] as const) {
    const items = indices.map((at) => shots[at]!);
    const view = { seed: 1, index: epoch };
    const alone = await encodeImages(model, data, items, { cache: null, view });
    assert.deepEqual(await readBatch!([...indices], epoch), alone);
    assert.equal(alone.length, indices.length * size);
  }
  // The images as they are, and two epochs.
  assert.equal(readdirSync(cache).length, 3);
  const changes = readdirSync(cache).map((name) => statSync(join(cache, name)).mtimeMs);
  const other = await trainingViews({ ...request, encoding: { cache } });
  await other.readBatch!([0], 1);
  assert.deepEqual(
    readdirSync(cache).map((name) => statSync(join(cache, name)).mtimeMs),
    changes,
  );
});

test("any number of views can be set, and the recipe lab-cached fixes them where images are encoded once", async () => {
  for (const views of ["null", "0", "1", "4"]) {
    const { recipe } = await specOf("coop", { recipe: "lab", views });
    assert.equal(recipe["views"], JSON.parse(views));
  }
  const cached = await specOf("coop", { recipe: "lab-cached" });
  const lab = await specOf("coop", { recipe: "lab" });
  assert.deepEqual(cached.recipe, { ...lab.recipe, recipe: "lab-cached", views: 16 });
  const { recipe } = await specOf("vpt", {
    recipe: "lab-cached",
    prompt_depth_vision: "1",
  });
  assert.equal(recipe["views"], 0);
});

test("images that do not fit into memory are read batch by batch, the same ones", async () => {
  const suite = suiteNamed("tiny");
  const [model, data] = [await loadedModel(suite), await loadedDataset(suite, "colours")];
  const shots = data.dataset.train.slice(0, 6);
  const encoding = { kind: "pixels" } as const;
  const request = { model, data, shots, all: shots, views: null, seed: 1, encoding };
  const [whole] = (await trainingViews(request)).trainImages;
  const size = 3 * 8 * 8;
  const { trainImages, readBatch } = await trainingViews({
    ...request,
    maxHeld: 6 * size - 1,
  });
  assert.deepEqual(trainImages, []);
  const batch = await readBatch!([4, 1], 0);
  assert.deepEqual(batch.subarray(0, size), whole!.subarray(4 * size, 5 * size));
  assert.deepEqual(batch.subarray(size), whole!.subarray(size, 2 * size));
  await assert.rejects(trainingViews({ ...request, views: 3, maxHeld: 2 * 6 * size }), {
    name: "PromptcalError",
    message: /option views: expected at most 2 for 6 images, .*, got 3; set it to 0/,
  });
});

test("CoPrompt with descriptions and strong views: other runs, which know their files", async () => {
  const options = { epochs: "2", batch: "4", prompt_depth: "1", reduction: "2" };
  const plain = await specOf("coprompt", options);
  const { descriptions, augmentation } = plain.recipe;
  assert.deepEqual(
    { descriptions, augmentation },
    { descriptions: null, augmentation: "coop" },
  );
  const path = join(folder, "descriptions.json");
  const describe = (end: string): void => {
    const sentences = CLASSES.map((name) => [name, [`${name} ${end}`, `one ${name}`]]);
    writeFileSync(path, JSON.stringify(Object.fromEntries(sentences)));
  };
  describe("of old");
  const described = await specOf("coprompt", { ...options, descriptions: path });
  const strong = await specOf("coprompt", {
    ...options,
    views: "0",
    augmentation: "randaugment",
  });
  const cached = await specOf("coprompt", {
    ...options,
    views: "2",
    augmentation: "randaugment",
  });
  const logits: string[] = [];
  for (const spec of [plain, described, strong, cached])
    logits.push(String(await logitsOf(spec, "coprompt")));
  assert.equal(new Set(logits).size, 4);
  describe("of now");
  const changed = await specOf("coprompt", { ...options, descriptions: path });
  assert.notEqual(runId(changed), runId(described));
  await assert.rejects(
    executeRun(described, { suite: suiteNamed("tiny"), store: join(folder, "later") }),
    {
      name: "PromptcalError",
      message: /descriptions: expected SHA-256 .* \(the plan's\), .* restore the file/,
    },
  );
  await assert.rejects(
    specOf("coprompt", { augmentation: "randaugment" }),
    /option views with augmentation randaugment: expected a number of views, got null/,
  );
  await assert.rejects(
    specOf("coprompt", { views: "0", augmentation: "randaugmnt" }),
    /augmentation "randaugmnt".*did you mean "randaugment"/,
  );
});

test("words that start a context decide its length: one line says so, and the record", async () => {
  const words = ["ctx_init=a dog", "epochs=1"].flatMap((text) => ["--set", text]);
  const where = ["--suite", "tiny", "--dataset", "colours", "--tuner", "coop"];
  const run = ["run", ...where, ...words, "--store", "words"];
  const requested = await promptcal(folder, ...run, "--set", "n_ctx=16");
  assert.equal(requested.code, 0, requested.err);
  assert.match(requested.err, /^n_ctx: 2 tokens, not 16: the words "a dog" of ctx_init/m);
  const spec = await specOf("coop", { ctx_init: "a dog", epochs: "1" });
  assert.equal(spec.recipe["n_ctx"], 2);
  const done = readRun(join(folder, "words"), runId(spec));
  assert.ok(done.state === "done");
  assert.deepEqual(done.result.decidedContext, { words: "a dog", tokens: 2 });
  const fitting = await promptcal(folder, ...run, "--set", "n_ctx=2");
  assert.ok(fitting.out.includes(`run ${runId(spec)} was done already`), fitting.err);
  assert.doesNotMatch(fitting.err, /n_ctx/);
  const prograd = await specOf("prograd", { ctx_init: "a dog", n_ctx: "3" });
  assert.equal(prograd.recipe["n_ctx"], 3);
});

test("Tip-Adapter chooses its weights on the validation images, and the result says which", async () => {
  const spec = await specOf("tip-adapter", { search_alpha: "2", search_beta: "5" });
  const outcome = await executeRun(spec, {
    suite: suiteNamed("tiny"),
    store: join(folder, "tip"),
  });
  assert.ok(outcome.state === "done");
  const { alpha, beta } = outcome.result.fitted!;
  assert.ok(alpha! >= 0.1 && alpha! < 2 && beta! >= 0.1 && beta! < 5);
  const again = readRun(join(folder, "tip"), runId(spec));
  assert.ok(again.state === "done");
  assert.deepEqual(again.result.fitted, { alpha, beta });
});

test("zero-shot with another template or an ensemble is another run with other predictions", async () => {
  const runs = [
    await specOf("zeroshot", {}),
    await specOf("zeroshot", { template: "a drawing of a {}." }),
    await specOf("zeroshot", { ensemble: "true" }),
  ];
  const logits: string[] = [];
  for (const spec of runs) logits.push(String(await logitsOf(spec, "zeroshot")));
  assert.equal(new Set(runs.map(runId)).size, 3);
  assert.equal(new Set(logits).size, 3);
});

test("work and sweep leave undecodable images out where they are told to", async () => {
  truncateSync(join(folder, "data", "shades", "images", "apple", "test-0.png"), 60);
  const specs = [
    await specOf("zeroshot", {}, "shades"),
    await specOf("tip-adapter", {}, "shades"),
  ];
  writePlan(join(folder, "plan.jsonl"), specs);
  const where = ["plan.jsonl", "--store", "skipped", "--skip-bad-images"];
  const one = await promptcal(folder, "work", ...where, "--index", "0");
  assert.equal(one.code, 0, one.err);
  assert.match(one.err, /left out: .*test-0\.png/);
  const rest = await promptcal(folder, "sweep", "run", ...where, "--jobs", "1");
  assert.equal(rest.code, 0, rest.err);
  assert.match(rest.out, /2 runs done: 1 computed, 1 before/);
  for (const spec of specs) {
    const run = readRun(join(folder, "skipped"), runId(spec));
    assert.ok(run.state === "done" && run.result.badImages?.length === 1);
  }
});

test("of several runs, those that fail are named, and the others are done all the same", async () => {
  const specs = [
    await specOf("zeroshot", {}, "shades"),
    await specOf("zeroshot", {}, "colours"),
  ];
  writePlan(join(folder, "mixed.jsonl"), specs);
  const words = ["work", "mixed.jsonl", "--store", "mixed", "--index", "0,1"];
  const { code, out, err } = await promptcal(folder, ...words);
  assert.equal(code, 1);
  assert.match(err, /index 0: .*test-0\.png/);
  assert.match(
    err,
    /1 of 2 runs of mixed\.jsonl failed, at index 0; the reasons are printed above/,
  );
  assert.ok(out.includes(`run ${runId(specs[1]!)} is done`));
  assert.equal(readRun(join(folder, "mixed"), runId(specs[1]!)).state, "done");
});

test("what a run takes from its suite is recorded, so that a change of the suite is another run", async () => {
  const spec = await specOf("coop", { sampling: "coop" });
  assert.equal(spec.recipe["template"], "a photo of a {}.");
  assert.equal(spec.recipe["sampling"], "coop");
  const edited = { ...suiteNamed("tiny"), template: "a picture of a {}." };
  const request = { dataset: "colours", tuner: "coop", regulariser: "none", seed: 1 };
  const settings = [{ name: "sampling", text: "coop" }];
  const other = await resolveSpec({ ...request, suite: edited, settings });
  assert.equal(other.recipe["template"], "a picture of a {}.");
  assert.notEqual(runId(other), runId(spec));
});

test("a recipe is applied where it is named, before what else is set", async () => {
  const { recipe } = await specOf("coop", { recipe: "lab", batch: "8" });
  // The lab trains CoOp 200 epochs of batches of 32, each with new views of the images.
  const { epochs, batch, views } = recipe;
  assert.deepEqual({ epochs, batch, views }, { epochs: 200, batch: 8, views: 0 });
  const icons = await specOf("coop", {});
  assert.deepEqual([icons.recipe["epochs"], icons.recipe["views"]], [50, null]);
  await assert.rejects(specOf("coop", { recipe: "lap" }), /unknown recipe "lap"/);
});
