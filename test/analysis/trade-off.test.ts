import assert from "node:assert/strict";
import { test } from "node:test";
import { methodEstimates } from "../../src/analysis/estimates";
import { methodWith } from "../../src/analysis/methods";
import { tradeOff } from "../../src/analysis/trade-off";
import { labelledPaths } from "../../src/report/figures/labelled-paths";
import { paperStory, simulatedRuns } from "./simulated-runs";

const plain = simulatedRuns(paperStory, { datasets: 3, seeds: 2, images: 100 });
const renamed = (from: string, to: string) =>
  plain
    .filter(({ method }) => method === from)
    .map((run) => ({ ...run, runId: `${run.runId} ${to}`, method: to }));
const runs = [
  ...plain,
  ...renamed("zeroshot", methodWith("coop+dor", { "dor.lambda": "16" })),
  ...renamed("coop", methodWith("kgcoop", { w: "0" })),
  // Another option of the same method is no point of the curve.
  ...renamed("coop", methodWith("coop+dor", { "dor.batch": "2" })),
];
const curves = [
  { method: "coop+dor", option: "dor.lambda", standard: "8", start: "coop" },
  { method: "kgcoop", option: "w", standard: "8" },
] as const;
const options = { resamples: 100, references: ["zeroshot"] };

test("a curve goes from weight 0 over the standard to the largest, base on x and new on y", () => {
  const { paths, coverage } = tradeOff(runs, curves, options);
  assert.equal(coverage, "3 data sets, 2 seeds");
  assert.deepEqual(
    paths.map(({ method, points }) => [method, ...points.map(({ label }) => label)]),
    [
      ["coop+dor", "0", "8", "16"],
      ["kgcoop", "0", "8"],
      ["zeroshot", ""],
    ],
  );
  const [coop] = methodEstimates(plain, "ece", ["coop"], { resamples: 100 });
  const [start] = paths[0]!.points;
  assert.ok(Math.abs(start!.x - 100 * coop!.base.value) < 1e-9);
  assert.ok(Math.abs(start!.y - 100 * coop!.new.value) < 1e-9);
  // At w = 0 the second curve has the runs of CoOp too, and 16 has zero-shot's.
  assert.deepEqual(paths[1]!.points[0], start);
  assert.deepEqual({ ...paths[0]!.points[2], label: "" }, paths[2]!.points[0]);
  for (const { x, y, xInterval, yInterval } of paths.flatMap(({ points }) => points)) {
    assert.ok(xInterval![0] <= x && x <= xInterval![1]);
    assert.ok(yInterval![0] <= y && y <= yInterval![1]);
  }
});

test("one weight alone is no curve", () => {
  const { paths } = tradeOff(plain, curves, options);
  assert.deepEqual(paths, []);
});

test("the figure draws the intervals as whiskers, and its table holds their ends", () => {
  const { paths } = tradeOff(runs, curves, options);
  const axes = { title: "x", x: "base", y: "new" };
  const { data, table } = labelledPaths(paths, axes);
  const [first] = paths[0]!.points;
  const whisker = (data[0] as { error_y: { array: number[] } }).error_y.array[0]!;
  assert.ok(Math.abs(whisker - (first!.yInterval![1] - first!.y)) < 1e-12);
  assert.deepEqual(table.columns.slice(-4), ["x low", "x high", "y low", "y high"]);
  assert.deepEqual(table.rows[0]!.slice(-4), [...first!.xInterval!, ...first!.yInterval!]);
  const bare = paths.map((path) => ({
    ...path,
    points: path.points.map(({ x, y, label }) => ({ x, y, label })),
  }));
  const without = labelledPaths(bare, axes);
  assert.deepEqual(without.table.columns, ["series", "setting", "base", "new"]);
  assert.ok(!("error_x" in without.data[0]!));
});
