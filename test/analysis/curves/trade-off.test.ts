import assert from "node:assert/strict";
import { test } from "node:test";
import { methodEstimates } from "../../../src/analysis/estimates";
import { methodWith } from "../../../src/analysis/methods";
import { tradeOff } from "../../../src/analysis/curves/trade-off";
import { tradeOffArea } from "../../../src/analysis/curves/trade-off-area";
import { dominatedArea } from "../../../src/numeric/dominated-area";
import { tradeOffFinding } from "../../../src/report/claims/trade-off-finding";
import { labelledPaths } from "../../../src/report/figures/labelled-paths";
import { paperStory, simulatedRuns } from "../simulated-runs";

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

test("the area that one curve dominates more than another", () => {
  const area = tradeOffArea(runs, curves, { resamples: 200 })!;
  const points = tradeOff(runs, curves, { resamples: 10 }).paths.map((path) =>
    path.points.map(({ x, y }) => [x, y] as const),
  );
  const all = points.flat();
  const corner = [
    Math.max(...all.map(([x]) => x)),
    Math.max(...all.map(([, y]) => y)),
  ] as const;
  const expected = dominatedArea(points[0]!, corner) - dominatedArea(points[1]!, corner);
  assert.ok(Math.abs(area.effect - expected) < 1e-9);
  assert.ok(area.low <= area.effect && area.effect <= area.high);
  // The other way round it is the negative, from the same resamples.
  const back = tradeOffArea(runs, [curves[1], curves[0]], { resamples: 200 })!;
  assert.ok(Math.abs(back.effect + area.effect) < 1e-9);
  assert.ok(Math.abs(back.low + area.high) < 1e-9);
});

test("the finding names both curves, their weights and what they rest on", () => {
  const text = tradeOffFinding(runs, curves, { resamples: 100 });
  assert.match(
    text,
    /CoOp\+DOR's curve of 3 weights .* than KgCoOp's of 2 \(3 data sets, 2 seeds/,
  );
  assert.match(tradeOffFinding(plain, curves), /are not compared/);
  const one = runs.filter(({ dataset }) => dataset === "domain-00");
  assert.match(
    tradeOffFinding(one, curves, { resamples: 10 }),
    /One data set cannot decide/,
  );
});
