import assert from "node:assert/strict";
import { test } from "node:test";
import { loadRuns } from "../../src/experiments/store/load";
import { resultsFrame, showFrame } from "../../src/notebook/frame";
import { claimsFrame, tableFrame } from "../../src/notebook/table-frame";
import { baseNewTable } from "../../src/report/tables/base-new-table";
import { judgeClaims } from "../../src/report/claims/judging/judge";
import { paperStory, simulatedRuns } from "../analysis/simulated-runs";
import { finishSomeRun, someSpec, temporaryFolder } from "../experiments/helpers";

test("a frame has one row per run and class set, to be sliced", (context) => {
  const store = temporaryFolder(context);
  const plan = [1, 2].map((seed) => someSpec({ seed }));
  plan.forEach((spec) => finishSomeRun(store, spec));
  const runs = loadRuns(plan, store);
  const frame = resultsFrame(runs);
  assert.deepEqual(frame.columns.slice(0, 5), [
    "dataset",
    "method",
    "seed",
    "class_set",
    "n",
  ]);
  assert.deepEqual(frame.shape, [plan.length * 2, 10]);
  const novel = frame.query(frame["class_set"].eq("new").and(frame["seed"].eq(2)));
  const { n, accuracy, confidence, gap, ece, fd } = runs[1]!.result.metrics.new;
  assert.deepEqual(novel.values, [
    ["food", "coop", 2, "new", n, accuracy, confidence, gap, ece, fd],
  ]);
});

test("a table's frame is in the unit of print, and what is not known is left out by a query", () => {
  const runs = simulatedRuns(paperStory, { datasets: 2, seeds: 2, images: 100 });
  const methods = ["zeroshot", "coop"];
  const table = baseNewTable(runs, ["ece"], { caption: "a table", methods });
  const frame = tableFrame(table);
  assert.deepEqual(frame.columns, [
    ...["method", "ECE base", "ECE base, floor", "ECE new", "ECE new, floor"],
    ...["ECE mean of both", "ECE mean of both, floor"],
    ...["data sets", "seeds"],
  ]);
  const onNew = (frame.values[1] as number[])[3];
  assert.equal(onNew, 100 * table.rows[1]!.cells[2]!.effect);
  const unknown = { ...table.rows[0]!, cells: table.columns.map(() => undefined) };
  const partly = tableFrame({ ...table, rows: [unknown, table.rows[1]!] });
  assert.deepEqual(partly.query(partly["ECE new"].ge(0))["method"].values, ["CoOp"]);
});

test("a frame of claims has a row per inequality, with the verdict of each", () => {
  const runs = simulatedRuns(paperStory, { datasets: 2, seeds: 2, images: 100 });
  const claims = judgeClaims(runs, { resamples: 50 });
  const frame = claimsFrame(claims);
  const statements = claims.flatMap((claim) => claim.statements);
  assert.deepEqual(
    frame["verdict"].values,
    statements.map(({ verdict }) => verdict),
  );
});

test("a frame without rows is shown as such, and not sliced", (context) => {
  const log = context.mock.method(console, "log", () => undefined);
  showFrame(claimsFrame([]), { slice: (all) => all.sortValues("effect") });
  assert.deepEqual(log.mock.calls[0]!.arguments, ["no rows"]);
});
