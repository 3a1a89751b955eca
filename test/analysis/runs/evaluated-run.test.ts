import assert from "node:assert/strict";
import { test } from "node:test";
import { type EvaluatedRun, gridOf } from "../../../src/analysis/runs/evaluated-run";
import { type Method } from "../../../src/analysis/methods";

function run(dataset: string, seed: number, method: Method, images = 2): EvaluatedRun {
  const scores = {
    confidence: new Float64Array(images).fill(0.5),
    correct: new Uint8Array(images),
    values: { fd: 1, centroid_spread: 1 },
  };
  const runId = `${dataset}-${seed}-${method}`;
  return { runId, dataset, seed, method, base: scores, new: scores };
}

const pair = (dataset: string, ...seeds: number[]) =>
  seeds.flatMap((seed) => [run(dataset, seed, "coop"), run(dataset, seed, "zeroshot")]);

test("runs are placed by data set and rising seed, whatever their order", () => {
  const grid = gridOf([...pair("b", 2, 1), ...pair("a", 1, 2)].reverse(), [
    "zeroshot",
    "coop",
  ])!;
  assert.deepEqual(grid.datasets, ["a", "b"]);
  assert.equal(grid.seeds, 2);
  assert.deepEqual(
    grid.runs.get("coop")!.map((row) => row.map(({ runId }) => runId)),
    [
      ["a-1-coop", "a-2-coop"],
      ["b-1-coop", "b-2-coop"],
    ],
  );
  assert.equal(grid.leftOut, 0);
});

test("an unfinished sweep: the largest grid that all methods have, the rest is counted", () => {
  // 3 seeds on a and b, 1 on c: 2 x 3 = 6 cells beat 3 x 1 = 3
  const grid = gridOf(
    [...pair("a", 1, 2, 3), ...pair("b", 1, 2, 3), ...pair("c", 1), run("c", 2, "coop")],
    ["zeroshot", "coop"],
  )!;
  assert.deepEqual([grid.datasets, grid.seeds, grid.leftOut], [["a", "b"], 3, 3]);
});

test("of equally large grids the one with more data sets is taken", () => {
  // 1 x 2 cells against 2 x 1 cells
  const grid = gridOf([...pair("a", 1, 2), ...pair("b", 1)], ["zeroshot", "coop"])!;
  assert.deepEqual([grid.datasets, grid.seeds], [["a", "b"], 1]);
});

test("no common cell: no grid", () => {
  assert.equal(
    gridOf([run("a", 1, "coop"), run("a", 2, "zeroshot")], ["zeroshot", "coop"]),
    undefined,
  );
  assert.equal(gridOf([], ["coop"]), undefined);
});

test("two runs of one cell and different test sets are named", () => {
  assert.throws(
    () => gridOf([...pair("a", 1), run("a", 1, "coop")], ["zeroshot", "coop"]),
    /one of coop on a with seed 1, got a-1-coop and a-1-coop/,
  );
  assert.throws(
    () =>
      gridOf([run("a", 1, "coop", 3), run("a", 1, "zeroshot", 4)], ["zeroshot", "coop"]),
    /same base images, got 3 in run a-1-coop and 4 in run a-1-zeroshot/,
  );
});
