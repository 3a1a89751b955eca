import assert from "node:assert/strict";
import { test } from "node:test";
import { binMeans, binMeansWithoutGroups } from "../../../src/metrics/binned/bin-means";
import { assignBins, assignEqualMassBins } from "../../../src/metrics/binned/bins";
import { samples } from "../helpers";

test("bins without a group keep the edges that all samples gave", () => {
  const input = samples([0.1, 0], [0.2, 1], [0.6, 1], [0.9, 1]);
  const binning = assignEqualMassBins(input.confidence, 2);
  const groups = { of: Int32Array.of(0, 1, 0, 1), count: 2 };
  const [all, first] = binMeansWithoutGroups(input, binning, groups);
  assert.deepEqual(all, binMeans(input, binning));
  assert.deepEqual(
    first!.map(({ low, n, accuracy }) => [low, n, accuracy]),
    // The median of the four is 0.4; 0.2 and 0.9 are left, both right.
    [
      [0.1, 1, 1],
      [0.4, 1, 1],
    ],
  );
});

test("a sample of weight k counts as k samples", () => {
  const input = samples([0.1, 0], [0.3, 1], [0.9, 1]);
  const repeated = samples([0.1, 0], [0.1, 0], [0.9, 1], [0.9, 1], [0.9, 1]);
  const bins = (of: typeof input, weights?: readonly number[]) =>
    binMeans(of, assignBins(of.confidence, { bins: 2 }), weights).map((bin) => [
      bin.n,
      bin.members,
      bin.accuracy,
      bin.confidence.toFixed(12),
    ]);
  assert.deepEqual(bins(input, [2, 0, 3]), bins(repeated));
});
