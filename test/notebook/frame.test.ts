import assert from "node:assert/strict";
import { test } from "node:test";
import { loadRuns } from "../../src/experiments/load";
import { resultsFrame } from "../../src/notebook/frame";
import { finishSomeRun, someSpec, temporaryFolder } from "../experiments/helpers";

test("a frame has one row per run and split, to be sliced", (context) => {
  const store = temporaryFolder(context);
  const plan = [1, 2].map((seed) => someSpec({ seed }));
  plan.forEach((spec) => finishSomeRun(store, spec));
  const runs = loadRuns(plan, store);
  const frame = resultsFrame(runs);
  assert.deepEqual(frame.columns.slice(0, 5), ["dataset", "method", "seed", "split", "n"]);
  assert.deepEqual(frame.shape, [plan.length * 2, 10]);
  const fresh = frame.query(frame["split"].eq("new").and(frame["seed"].eq(2)));
  const { n, accuracy, confidence, gap, ece, fd } = runs[1]!.result.metrics.new;
  assert.deepEqual(fresh.values, [
    ["food", "coop", 2, "new", n, accuracy, confidence, gap, ece, fd],
  ]);
});
