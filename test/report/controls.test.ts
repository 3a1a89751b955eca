import assert from "node:assert/strict";
import { test } from "node:test";
import { controlsTable, weightCurve } from "../../src/report/controls";
import { resultsTable } from "../../src/report/results-table";
import { paperStory, simulatedRuns } from "./simulated-runs";

const runs = simulatedRuns(paperStory, { datasets: 3, seeds: 2, images: 60 });
const of = (method: string) => runs.filter((run) => run.method === method);
const groups = [
  { title: "zero-shot", runs: of("zeroshot") },
  { title: "CoOp", runs: of("coop") },
  { title: "strong", runs: of("coop+dor"), weight: 8 },
  { title: "weak", runs: of("coop+dor"), weight: 0.5 },
];

test("controls table: the results table's numbers, a row per group", () => {
  const { columns, rows } = controlsTable(groups);
  assert.equal(columns.length, 1 + 4 * 2);
  assert.deepEqual(
    rows.map(([title]) => title),
    ["zero-shot", "CoOp", "strong", "weak"],
  );
  const { accuracy, pooledEce } = resultsTable(of("coop")).rows[0]!;
  assert.equal(rows[1]![1], (100 * accuracy.base.mean).toFixed(1));
  assert.equal(rows[1]![4], (100 * pooledEce.new.mean).toFixed(1));
});

test("weight curve: ECE by rising weight, beside level references", () => {
  const series = weightCurve(groups, ["coop"], { bins: 10 });
  assert.deepEqual(
    series.map(({ title }) => title),
    ["CoOp, base", "CoOp, new", "CoOp+DOR, base", "CoOp+DOR, new"],
  );
  for (const { x } of series) assert.deepEqual(x, [0.5, 8]);
  const expected = 100 * resultsTable(of("coop+dor")).rows[0]!.pooledEce.new.mean;
  const { y, band } = series[3]!;
  for (const i of [0, 1]) {
    assert.ok(Math.abs(y[i]! - expected) < 1e-9);
    assert.ok(band!.low[i]! < y[i]! && y[i]! < band!.high[i]!);
  }
  const level = 100 * resultsTable(of("coop")).rows[0]!.pooledEce.base.mean;
  assert.deepEqual(series[0]!.y, [level, level]);
  assert.deepEqual(weightCurve([], ["coop"]), []);
});
