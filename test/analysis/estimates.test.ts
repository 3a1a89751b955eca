import assert from "node:assert/strict";
import { test } from "node:test";
import { estimates, methodEstimates } from "../../src/analysis/estimates";
import { term } from "../../src/analysis/inequality";
import { resultsTable } from "../../src/report/tables/results-table";
import { paperStory, simulatedRuns } from "./simulated-runs";

const runs = simulatedRuns(paperStory);
const options = { resamples: 200 };

test("values are those of the results table, inside their intervals", () => {
  const table = resultsTable(runs);
  const shown = ["coop", "zeroshot"] as const;
  for (const [i, row] of methodEstimates(runs, "ece", shown, options).entries()) {
    const { ece, eceFloor } = table.rows.find(({ method }) => method === shown[i])!;
    for (const classSet of ["base", "new"] as const) {
      const { value, low, high, floor } = row[classSet];
      assert.ok(Math.abs(value - ece[classSet].mean) < 1e-12);
      assert.ok(Math.abs(floor! - eceFloor[classSet].mean) < 1e-12);
      assert.ok(low <= value && value <= high);
    }
  }
});

test("published numbers stand beside ECE; of FD none were found", () => {
  const [coop] = methodEstimates(runs, "ece", ["coop"], options);
  assert.deepEqual(coop!.published, { base: 3.07 / 100, new: 14.58 / 100 });
  const [fd] = methodEstimates(runs, "fd", ["coop"], options);
  assert.equal(fd!.published, undefined);
  assert.ok(!("floor" in fd!.new));
});

test("a difference is paired: narrower than its parts would be, and its seed names the stream", () => {
  const [coop, zeroShot] = [
    term(1, "gap", "coop", "new"),
    term(1, "gap", "zeroshot", "new"),
  ];
  const sums = [[coop], [zeroShot], [coop, { ...zeroShot, factor: -1 }]];
  const [a, b, difference] = estimates(runs, sums, options);
  const width = ({ low, high }: { low: number; high: number }) => high - low;
  assert.ok(Math.abs(difference!.effect - (a!.effect - b!.effect)) < 1e-12);
  assert.ok(width(difference!) < Math.hypot(width(a!), width(b!)));
  assert.equal(estimates(runs, sums, options)[0], a);
  // Other runs with the same values are computed, from the same stream.
  const copied = estimates([...runs], sums, options)[0];
  assert.notEqual(copied, a);
  assert.deepEqual(copied, a);
  assert.notEqual(estimates(runs, sums, { ...options, seed: 2 })[0]!.low, a!.low);
});

test("methods that share no data set and seed are named", () => {
  const apart = runs.filter(({ method, seed }) => (method === "coop") === (seed === 1));
  const sums = [[term(1, "ece", "coop", "new"), term(-1, "ece", "zeroshot", "new")]];
  assert.throws(() => estimates(apart, sums, options), {
    message: /expected runs of zeroshot, coop on a common data set and seed/,
  });
});
