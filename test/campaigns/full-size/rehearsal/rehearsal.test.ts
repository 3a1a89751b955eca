import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { CLIP_DATASETS, clipDataset } from "../../../../src/datasets/clip/catalog";
import { countsOf } from "../../../../src/datasets/clip/check-counts";
import { readClipDataset } from "../../../../src/datasets/clip/read-clip";
import { SUITES_VARIABLE, suiteNamed } from "../../../../src/experiments/suites/suite";
import { FOLDERS } from "../../../../src/files/folders";
import { askLimited } from "./limited-process";
import { publishedSizes } from "./published-sizes";
import { requestOf } from "./rehearsed-methods";
import type { RunFindings, RunOrder } from "./run-worker";
import { setStage, SUITE, TINY, type Stage } from "./stage";

const folder = mkdtempSync(join(tmpdir(), "rehearsal-"));
const variables = [
  SUITES_VARIABLE,
  ...(["datasets", "runs", "cache"] as const).map((name) => FOLDERS[name].variable),
];
const outside = new Map(variables.map((name) => [name, process.env[name]]));
let stage: Stage;
before(async () => {
  stage = await setStage(folder, TINY, false, () => undefined);
});
after(() => {
  for (const [name, value] of outside) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  rmSync(folder, { recursive: true, force: true });
});

test("all fifteen data sets are read in their layouts, with the published classes", () => {
  const root = process.env[FOLDERS.datasets.variable]!;
  for (const name of CLIP_DATASETS) {
    const dataset = readClipDataset(name, root);
    const { classes, train, test } = countsOf(dataset);
    const { counts, layout } = clipDataset(name);
    assert.equal(classes, counts.classes, name);
    assert.equal(train, ["synsets", "numbers"].includes(layout) ? 0 : 16, name);
    assert.equal(test, 40, name);
  }
});

const script = join(__dirname, "run-worker.ts");
const order = (tuner: string): RunOrder => ({
  request: requestOf(suiteNamed(SUITE), "eurosat", { tuner, regulariser: "none" }),
  ...{ store: stage.store, nouns: false },
});

test("a rehearsed run tells its phases, and one that takes too much memory is ended", async () => {
  const found = await askLimited<RunFindings>(script, order("tcp"), Infinity);
  assert.ok("answer" in found);
  const { failed, seconds, step, resultBytes } = found.answer;
  assert.equal(failed, undefined);
  const phases = ["encoding images", "predicting", "reading", "tuning", "writing"];
  assert.deepEqual(Object.keys(seconds).sort(), phases);
  assert.ok(step! > 0);
  // Logits of 20 images and 5 classes in both halves, and text features of width 16, tuned and zero-shot.
  assert.ok(resultBytes! > 2 * 4 * (20 * 5 + 2 * 5 * 16));
  const ended = await askLimited<RunFindings>(script, order("coop"), 1e6);
  assert.ok("failed" in ended && ended.peakBytes > 1e6);
  assert.equal(ended.failed, "needs over 0.0 GB");
});

test("sizes of a forecast are the published ones", () => {
  const spec = { suite: SUITE, dataset: "imagenet" };
  const sizes = publishedSizes([spec]);
  assert.deepEqual(sizes.get(`${SUITE}/imagenet`), {
    base: { classes: 500, tests: 25_000 },
    new: { classes: 500, tests: 25_000 },
    // Half of 1,281,167, rounded.
    train: 640_584,
  });
});
