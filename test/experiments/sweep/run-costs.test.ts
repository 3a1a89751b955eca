import assert from "node:assert/strict";
import { test } from "node:test";
import { runLog } from "../../../src/experiments/store/run-log";
import { runId } from "../../../src/experiments/spec/spec";
import {
  costsCsv,
  plannedCosts,
  runCosts,
  totalCost,
} from "../../../src/experiments/sweep/run-costs";
import { finishSomeRun, someSpec, temporaryFolder } from "../helpers";

test("costs are those of finished runs, with the largest peak of their logs", (context) => {
  const store = temporaryFolder(context);
  const specs = [1, 2, 3].map((seed) => someSpec({ seed }));
  const results = specs.slice(0, 2).map((spec) => finishSomeRun(store, spec));
  const log = runLog(store, runId(specs[0]!));
  log("start", { peakBytes: 2 ** 20 });
  log("done", { peakBytes: 3 * 2 ** 20 });
  const costs = runCosts(specs, store);
  assert.deepEqual(
    costs.map(({ id, peakBytes }) => [id, peakBytes]),
    [
      [runId(specs[0]!), 3 * 2 ** 20],
      [runId(specs[1]!), undefined],
    ],
  );
  const seconds = results.reduce((sum, { provenance }) => sum + provenance.seconds, 0);
  assert.deepEqual(totalCost(costs), {
    runs: 2,
    seconds,
    peakBytes: 3 * 2 ** 20,
    parts: [],
    machines: [results[0]!.provenance.machine],
  });
  const lines = costsCsv(costs).trimEnd().split("\n");
  assert.equal(lines.length, 1 + 2);
  assert.equal(
    lines[0],
    "run,suite,dataset,method,seed,seconds,peak_bytes,machine,backend",
  );
  const { machine } = results[1]!.provenance;
  assert.equal(
    lines[2],
    `${runId(specs[1]!)},icons,food,coop,2,${results[1]!.provenance.seconds},,${machine},cpu`,
  );
});

test("costs of a plan of several presets name the preset of each run, and are summed by it", (context) => {
  const store = temporaryFolder(context);
  const planned = [1, 2, 3].map((seed) => ({
    spec: someSpec({ seed }),
    changed: {},
    preset: seed < 3 ? "core" : "models",
  }));
  const seconds = planned.map(({ spec }) => finishSomeRun(store, spec).provenance.seconds);
  const costs = plannedCosts(planned, store);
  assert.deepEqual(totalCost(costs).parts, [
    { part: "core", runs: 2, seconds: seconds[0]! + seconds[1]! },
    { part: "models", runs: 1, seconds: seconds[2] },
  ]);
  const [head, ...rows] = costsCsv(costs).trimEnd().split("\n");
  const at = head!.split(",").indexOf("part");
  assert.deepEqual(
    rows.map((row) => row.split(",")[at]),
    ["core", "core", "models"],
  );
});
