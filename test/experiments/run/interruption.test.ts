import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { encodeImages } from "../../../src/experiments/run/images/encode";
import { executeRun } from "../../../src/experiments/run/run";
import type { Phase, RunProgress } from "../../../src/experiments/run/run-progress";
import { runId, type RunSpec } from "../../../src/experiments/spec/spec";
import {
  CHECKPOINT_FILE,
  PREDICTIONS_FILE,
  runFolder,
} from "../../../src/experiments/store/store-paths";
import { hashDataset } from "../../../src/experiments/suites/hashed-dataset";
import { loadedDataset, loadedModel } from "../../../src/experiments/suites/loaded-suite";
import { suiteNamed, SUITES_VARIABLE } from "../../../src/experiments/suites/suite";
import { planRuns } from "../../../src/experiments/sweep/plan-runs";
import { readTrainState } from "../../../src/training/train-state";
import type { Options } from "../../../src/methods/option";
import { FOLDERS } from "../../../src/files/folders";
import { makeTinySuite } from "../tiny-suite";

const folder = mkdtempSync(join(tmpdir(), "promptcal-interruption-"));
const { variable } = FOLDERS.cache;
const cacheBefore = process.env[variable];

before(async () => {
  await makeTinySuite(folder);
  process.env[SUITES_VARIABLE] = join(folder, "suites");
  process.env[variable] = join(folder, "cache");
});
after(() => {
  if (cacheBefore === undefined) delete process.env[variable];
  else process.env[variable] = cacheBefore;
  rmSync(folder, { recursive: true, force: true });
});

async function specOf(
  tuner: string,
  regulariser = "none",
  more: Options = {},
): Promise<RunSpec> {
  const [spec] = await planRuns({
    ...{ suite: suiteNamed("tiny"), datasets: ["colours"], tuners: [tuner], seeds: [1] },
    regularisers: [regulariser],
    set: tuner === "zeroshot" ? {} : { epochs: 2, shots: 2, ...more },
  });
  return spec!;
}

/** Runs until a phase is told of for the first time. @returns what was told of after that */
async function stoppedIn(
  phase: Phase,
  spec: RunSpec,
  store: string,
): Promise<readonly RunProgress[]> {
  const stop = new AbortController();
  const afterwards: RunProgress[] = [];
  const onProgress = (progress: RunProgress): void => {
    if (stop.signal.aborted) afterwards.push(progress);
    if (progress.phase === phase) stop.abort();
  };
  await assert.rejects(
    executeRun(spec, { suite: suiteNamed("tiny"), store, signal: stop.signal, onProgress }),
    {
      name: "AbortError",
    },
  );
  return afterwards;
}

test("a run stops in each phase at its next unit, and goes on to the same predictions", async () => {
  const spec = await specOf("cocoop");
  const whole = join(folder, "whole");
  await executeRun(spec, { suite: suiteNamed("tiny"), store: whole });
  const bytes = (store: string): Buffer =>
    readFileSync(join(runFolder(store, runId(spec)), PREDICTIONS_FILE));
  rmSync(join(folder, "cache"), { recursive: true });
  const store = join(folder, "stopped");
  for (const phase of ["encoding images", "tuning", "predicting"] as const) {
    assert.deepEqual(await stoppedIn(phase, spec, store), [], phase);
  }
  const run = runFolder(store, runId(spec));
  const isUnfinished = (name: string): boolean => name.startsWith("predicting-");
  assert.equal(readdirSync(run).filter(isUnfinished).length, 1);
  const told: RunProgress[] = [];
  await executeRun(spec, {
    suite: suiteNamed("tiny"),
    store,
    onProgress: (progress) => told.push(progress),
  });
  // One image was predicted before the stop.
  const [first] = told.filter(({ phase }) => phase === "predicting");
  assert.equal(first!.done, 1 + 1);
  assert.ok(bytes(store).equals(bytes(whole)));
  assert.equal(readdirSync(run).filter(isUnfinished).length, 0);
});

test("a run that tunes the image tower stops while it predicts", async () => {
  const spec = await specOf("vpt", "none", { prompt_depth_vision: 1 });
  assert.deepEqual(await stoppedIn("predicting", spec, join(folder, "vpt")), []);
});

test("a process that is killed within an epoch loses a quarter of a minute", async (context) => {
  const spec = await specOf("cocoop");
  const store = join(folder, "killed");
  let time = Date.now();
  context.mock.method(Date, "now", () => time);
  const onProgress = ({ phase, done }: RunProgress): void => {
    if (phase !== "tuning") return;
    time += 16_000;
    // As a killed process would: nothing is written in its last moment.
    if (done === 3) throw new Error("killed");
  };
  const suite = suiteNamed("tiny");
  await assert.rejects(executeRun(spec, { suite, store, onProgress }), /^Error: killed$/);
  context.mock.restoreAll();
  const path = join(runFolder(store, runId(spec)), CHECKPOINT_FILE);
  const { epoch, within } = readTrainState(path);
  assert.equal(epoch, 0);
  const kept = within!.steps.length;
  assert.ok(kept >= 2, `${kept} steps`);
  const steps: number[] = [];
  await executeRun(spec, {
    ...{ suite, store },
    onProgress: ({ phase, done }) => phase === "tuning" && steps.push(done),
  });
  // The step behind those that were kept comes first.
  assert.equal(
    steps.find((done) => done > 0)!,
    kept + 1,
  );
});

test("a run stops while its nouns are encoded", async () => {
  const spec = await specOf("coop", "dor");
  assert.deepEqual(await stoppedIn("encoding nouns", spec, join(folder, "nouns")), []);
});

test("images that were encoded before a stop are not encoded again", async () => {
  const suite = suiteNamed("tiny");
  const [model, data] = [await loadedModel(suite), await loadedDataset(suite, "shades")];
  const { train, validation, test: tests } = data.dataset;
  const items = [...train, ...validation, ...tests];
  // More than one pass takes.
  assert.ok(items.length > 32 && items.length < 64);
  const expected = await encodeImages(model, data, items, { cache: null });
  const cache = join(folder, "parts");
  const stop = new AbortController();
  const options = { cache, signal: stop.signal, onProgress: () => stop.abort() };
  await assert.rejects(encodeImages(model, data, items, options), { name: "AbortError" });
  assert.equal(readdirSync(cache).filter((name) => name.endsWith(".part")).length, 1);
  const done: number[] = [];
  const found = await encodeImages(model, data, items, {
    cache,
    onProgress: (images) => done.push(images),
  });
  assert.deepEqual(done, [items.length]);
  assert.deepEqual(found, expected);
  assert.equal(readdirSync(cache).filter((name) => name.endsWith(".part")).length, 0);
});

test("reading a data set stops between two batches of files and keeps their hashes", async () => {
  const { dataset } = await loadedDataset(suiteNamed("tiny"), "colours");
  // The same files twice, by paths that lead back to them: two batches.
  const items = [...dataset.train, ...dataset.validation, ...dataset.test];
  const around = items.map((item) => ({ ...item, path: `./${item.path}` }));
  const large = { ...dataset, train: items, validation: around, test: [] };
  const index = join(folder, "hashes");
  const stop = new AbortController();
  const told: number[] = [];
  const onProgress = (done: number): void => {
    told.push(done);
    stop.abort();
  };
  const options = { index, indexFrom: 1, onProgress, signal: stop.signal };
  await assert.rejects(hashDataset(large, options), { name: "AbortError" });
  assert.deepEqual(told, [64]);
  const [file] = readdirSync(index);
  assert.ok(existsSync(join(index, file!)));
});

test("a method without training encodes no training image", async () => {
  const told: RunProgress[] = [];
  const spec = await specOf("zeroshot");
  rmSync(join(folder, "cache", "features"), { recursive: true, force: true });
  await executeRun(spec, {
    suite: suiteNamed("tiny"),
    store: join(folder, "zeroshot"),
    onProgress: (progress) => told.push(progress),
  });
  const totals = told
    .filter(({ phase }) => phase === "encoding images")
    .map(({ total }) => total);
  // Three test images of each of three base and of three new classes.
  assert.deepEqual(totals, [3 * 3, 3 * 3]);
});

test("new views of a seed are encoded by the first run that trains on them, for all", async () => {
  rmSync(join(folder, "cache", "features"), { recursive: true, force: true });
  const encodedBy = async (tuner: string): Promise<number> => {
    const [spec] = await planRuns({
      ...{ suite: suiteNamed("tiny"), datasets: ["colours"], tuners: [tuner], seeds: [1] },
      regularisers: ["none"],
      set: { epochs: 2, shots: 2, views: 0 },
    });
    let images = 0;
    const onProgress = ({ phase, total }: RunProgress): void => {
      if (phase === "encoding images") images += total;
    };
    await executeRun(spec!, {
      suite: suiteNamed("tiny"),
      store: join(folder, "views"),
      onProgress,
    });
    return images;
  };
  // Two shots of three classes as they are and in two epochs, and the nine test images of both halves.
  assert.equal(await encodedBy("coop"), (1 + 2) * 2 * 3 + 2 * 9);
  assert.equal(await encodedBy("kgcoop"), 0);
});
