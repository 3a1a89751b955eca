import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { SUITES_VARIABLE } from "../../src/experiments/suites/suite";
import { examplePictures } from "../../src/notebook/example-pictures";
import { type ResultsRequest, results } from "../../src/notebook/results";
import { makeTinySuite, TINY_DATASETS } from "../experiments/tiny-suite";

const folder = mkdtempSync(join(tmpdir(), "promptcal-results-"));
const store = join(folder, "runs");
const request: ResultsRequest = {
  suite: "tiny",
  datasets: ["colours"],
  seeds: [1, 2],
  epochs: 2,
  methods: ["zeroshot", "coop"],
};

before(async () => {
  await makeTinySuite(folder);
  process.env[SUITES_VARIABLE] = join(folder, "suites");
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("without computing, results are what the store has", async (context) => {
  const lines: string[] = [];
  context.mock.method(process.stderr, "write", (text: string) => lines.push(text) > 0);
  assert.deepEqual(await results({ ...request, compute: false }, { store }), []);
  assert.match(lines.at(-1)!, /^\r?.*runs: 0 of 4, the others are not in the store\n$/);
});

test("before it begins, a cell says what is missing and how to read only what is there", async (context) => {
  const lines: string[] = [];
  context.mock.method(process.stderr, "write", (text: string) => lines.push(text) > 0);
  await results({ ...request, seeds: [1], methods: ["zeroshot"] }, { store, jobs: 1 });
  assert.match(
    lines[0]!,
    /runs: 0 of 1, 1 of 1 run is missing, time not known yet; compute: false reads only/,
  );
  lines.length = 0;
  await results({ ...request, seeds: [1, 2], methods: ["zeroshot"] }, { store, jobs: 1 });
  // One of two is there, which tells the time of the other.
  assert.match(
    lines[0]!,
    /runs: 1 of 2, 1 of 2 runs are missing, about \d+ s on one worker; compute: false/,
  );
});

test("what is missing is computed, then read; only the methods asked for", async () => {
  const first = await results(request, { store, jobs: 1 });
  assert.deepEqual(
    first.map(({ method, spec }) => `${method} ${spec.seed}`),
    ["zeroshot 1", "coop 1", "zeroshot 2", "coop 2"],
  );
  assert.ok(
    first.every(({ spec }) => spec.tuner !== "coop" || spec.recipe["epochs"] === 2),
  );
  const again = await results(request, { store, jobs: 1 });
  const times = (runs: typeof first) =>
    runs.map(({ result }) => result.provenance.finished);
  assert.deepEqual(times(again), times(first));
});

test("no data set, seed or method is no request", async () => {
  for (const part of [{ datasets: [] }, { seeds: [] }, { methods: [] }])
    await assert.rejects(results({ ...request, ...part }, { store }), {
      name: "PromptcalError",
      message:
        /^(datasets|seeds|tuners): expected at least one, got none; name some, or take all$/,
    });
});

test("epochs mean nothing to zero-shot; all data sets by one word", async () => {
  const methods = ["zeroshot"] as const;
  const runs = await results(
    { ...request, methods, datasets: "all", seeds: [1] },
    { store, jobs: 1 },
  );
  assert.deepEqual(
    runs.map(({ spec }) => spec.dataset),
    TINY_DATASETS,
  );
});

test("example pictures: test images of base and new classes, evenly over the alphabet", async () => {
  const [row] = await examplePictures("tiny", ["shades"], 2);
  assert.deepEqual(
    row!.base.map(({ className }) => className),
    ["apple", "bread"],
  );
  assert.deepEqual(
    row!.new.map(({ className }) => className),
    ["dog", "egg"],
  );
  assert.equal(row!.base[0]!.png.subarray(1, 4).toString(), "PNG");
  const all = await examplePictures("tiny", "all");
  assert.deepEqual(
    all.map(({ base }) => base.length),
    [3, 3],
  );
});
