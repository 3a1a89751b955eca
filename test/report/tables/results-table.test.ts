import assert from "node:assert/strict";
import { test } from "node:test";
import { csvTable } from "../../../src/files/tables/csv-table";
import { markdownTable, signed } from "../../../src/report/tables/markdown-table";
import type {
  EvaluatedRun,
  ClassSetScores,
} from "../../../src/analysis/runs/evaluated-run";
import type { Method } from "../../../src/analysis/methods";
import {
  resultsCsv,
  resultsMarkdown,
  resultsTable,
} from "../../../src/report/tables/results-table";

function scores(
  fd: number,
  ...rows: readonly (readonly [number, 0 | 1])[]
): ClassSetScores {
  return {
    confidence: Float64Array.from(rows, ([confidence]) => confidence),
    correct: Uint8Array.from(rows, ([, correct]) => correct),
    values: { fd, centroid_spread: fd / 2 },
  };
}

function run(
  dataset: string,
  seed: number,
  method: Method,
  base: ClassSetScores,
  novel: ClassSetScores,
): EvaluatedRun {
  return { runId: `${dataset}${seed}${method}`, dataset, seed, method, base, new: novel };
}

/** Two data sets, two seeds: in a, one image right of two; in b, seed 1 right, seed 2 wrong. */
const runs = [1, 2].flatMap((seed) => [
  run("a", seed, "coop", scores(0.6, [0.75, 1], [0.75, 0]), scores(0.8, [0.55, 1])),
  run(
    "b",
    seed,
    "coop",
    scores(0.4, [0.55, seed === 1 ? 1 : 0], [0.55, 1]),
    scores(0.6, [0.95, 0]),
  ),
]);
const table = resultsTable(runs);
const [row] = table.rows;

function near(got: number, expected: number): void {
  assert.ok(Math.abs(got - expected) < 1e-12, `${got} is not ${expected}`);
}

test("mean of data sets, then mean and standard deviation over seeds", () => {
  // base accuracy of a: 1 of 2 with either seed; of b: 2 of 2 with seed 1, 1 of 2 with seed 2
  near(row!.accuracy.base.mean, ((1 / 2 + 1) / 2 + (1 / 2 + 1 / 2) / 2) / 2);
  near(row!.accuracy.base.sd, Math.abs(3 / 4 - 2 / 4) / Math.SQRT2);
  near(row!.accuracy.new.mean, 1 / 2);
  near(row!.accuracy.hm.mean, (2 * (5 / 8) * (1 / 2)) / (5 / 8 + 1 / 2));
  near(row!.gap.new.mean, (0.55 + 0.95) / 2 - 1 / 2);
  // bins [0.7, 0.8) and [0.5, 0.6): gaps 0.25 and 0.45 (seed 1), 0.25 and 0.05 (seed 2)
  near(row!.pooledEce.base.mean, (0.25 / 2 + 0.45 / 2 + (0.25 / 2 + 0.05 / 2)) / 2);
  near(row!.ece.new.mean, (1 - 0.55 + 0.95) / 2);
  // One image of confidence c: right with chance c and then off by 1 - c, else off by c.
  near(row!.eceFloor.new.mean, (2 * 0.55 * 0.45 + 2 * 0.95 * 0.05) / 2);
  near(row!.fd.base.mean, (0.6 + 0.4) / 2);
  near(row!.centroidSpread.new.mean, (0.8 + 0.6) / 2 / 2);
});

test("the table says what it rests on", () => {
  assert.deepEqual(
    [table.datasets, table.seeds, table.images, table.bins, table.rule],
    [["a", "b"], 2, [4, 2], 10, "left-closed-drop-1"],
  );
  const text = resultsMarkdown(table);
  assert.match(text, /\| CoOp \| 62\.5 ± 17\.7 \| 50\.0 ± 0\.0 \|/);
  assert.match(text, /2 data sets, 4 base and 2 new test images; seeds per data set: 2/);
  assert.match(
    text,
    /10 equal-width bins\. Edges `left-closed-drop-1`: .*Here: \d+ of [\d,]+ on base classes/,
  );
});

test("one seed has no deviation", () => {
  const single = resultsTable(runs.filter(({ seed }) => seed === 1));
  assert.equal(single.rows[0]!.accuracy.base.sd, 0);
  assert.ok(!resultsMarkdown(single).includes("±"));
});

test("CSV: a line per method, quantity and class set with n, seeds, bins and rule", () => {
  const lines = resultsCsv(table).trim().split("\n");
  assert.equal(
    lines[0],
    "method,quantity,class_set,mean,sd_over_seeds,n_images,n_datasets,n_seeds,bins,edge_rule",
  );
  assert.ok(lines.includes(`coop,accuracy,new,0.5,0,2,2,2,10,left-closed-drop-1`));
  // accuracy, ECE, its floor, pooled ECE, gap, FD and spread on two class sets, and the harmonic mean
  assert.equal(lines.length, 1 + 7 * 2 + 1);
});

test("no runs, or methods without a common cell, are named", () => {
  assert.throws(() => resultsTable([]), /expected runs of some method/);
  const apart = [runs[0]!, { ...runs[1]!, method: "zeroshot" as const }];
  assert.throws(() => resultsTable(apart), /runs of zeroshot, coop on a common data set/);
});

test("Markdown escapes bars, CSV quotes commas, signs are true minuses", () => {
  assert.equal(markdownTable(["a"], [["x|y"]]), "| a |\n| --- |\n| x\\|y |");
  assert.equal(csvTable(["a", "b"], [['x,"y"', 1]]), 'a,b\n"x,""y""",1\n');
  assert.deepEqual(
    [signed(1.25, 1), signed(-0.31, 1), signed(-0.01, 1), signed(0, 2)],
    ["+1.3", "−0.3", "0.0", "0.00"],
  );
});
