import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  centroidSpread,
  featureDivergence,
  meanPairwiseDistance,
  pairwiseCosines,
} from "../../../src/metrics/features/divergence";
import { unitRows } from "../../../src/metrics/features/text-distances";
import { near } from "../helpers";
import { features } from "./random-features";

const reals = (...of: number[]) => Float64Array.from(of);

/** Directions at 0, 90 and 180 degrees: distances sqrt 2, sqrt 2 and 2. */
const fan = reals(1, 0, 0, 1, -1, 0);

test("FD with M = 1: the nearest neighbour of each", () => {
  const { value, perLabel, neighbours } = featureDivergence(fan, 2, { neighbours: 1 });
  near(value, Math.SQRT2);
  assert.equal(neighbours, 1);
  perLabel.forEach((fd) => near(fd, Math.SQRT2));
});

test("FD with M = all: mean over the others, then over labels", () => {
  const { value, perLabel } = featureDivergence(fan, 2, { neighbours: "all" });
  near(perLabel[0]!, (Math.SQRT2 + 2) / 2);
  near(perLabel[1]!, Math.SQRT2);
  near(value, ((Math.SQRT2 + 2) / 2 + Math.SQRT2 + (Math.SQRT2 + 2) / 2) / 3);
});

test("M larger than the number of others means all of them, and the result says so", () => {
  const result = featureDivergence(fan, 2);
  assert.equal(result.neighbours, 2);
  assert.equal(result.value, featureDivergence(fan, 2, { neighbours: "all" }).value);
});

test("length does not matter; equal features are at distance 0", () => {
  const stretched = reals(5, 0, 0, 0.1, -7, 0);
  near(featureDivergence(stretched, 2).value, featureDivergence(fan, 2).value);
  near(featureDivergence(reals(1, 2, 2, 4, 3, 6), 2).value, 0, 1e-7);
});

test("centroid spread: two opposite directions lie 1 from their mean, equal ones 0", () => {
  near(centroidSpread(reals(1, 0, -1, 0), 2).value, 1);
  near(centroidSpread(reals(1, 0, 1, 0), 2).value, 0);
  // centroid (0, 1/3): distances sqrt(1 + 1/9) twice and 2/3
  near(centroidSpread(fan, 2).value, (2 * Math.sqrt(1 + 1 / 9) + 2 / 3) / 3);
});

test("mean pairwise cosine distance and the mean squared way to the centroid agree", () => {
  fc.assert(
    fc.property(features, ({ values, dimension, labels }) => {
      const unit = unitRows(reals(...values), dimension);
      const centroid = Array.from({ length: dimension }, (_, k) =>
        Array.from({ length: labels }, (_, i) => unit[i * dimension + k]! / labels).reduce(
          (a, b) => a + b,
        ),
      );
      // mean |t - m|^2 = 1 - |m|^2 = (c - 1) / c * mean over pairs of (1 - cos)
      const squared = 1 - centroid.reduce((sum, m) => sum + m * m, 0);
      const pairs = meanPairwiseDistance(reals(...values), dimension).value;
      near(squared, ((labels - 1) / labels) * pairs, 1e-9);
      assert.ok(centroidSpread(reals(...values), dimension).value ** 2 <= squared + 1e-9);
    }),
  );
});

test("pairwise cosines: every pair once, mean 1 less the mean cosine distance", () => {
  const { cosines, value } = pairwiseCosines(fan, 2);
  // (90, 0), (180, 0), (180, 90) degrees
  [0, -1, 0].forEach((expected, pair) => near(cosines[pair]!, expected));
  near(value, 1 - meanPairwiseDistance(fan, 2).value);
});

test("FD grows with M and lies between 0 and 2", () => {
  fc.assert(
    fc.property(features, ({ values, dimension }) => {
      const fd = ([1, 2, 5, "all"] as const).map(
        (neighbours) =>
          featureDivergence(reals(...values), dimension, { neighbours }).value,
      );
      fd.forEach((value, i) => {
        assert.ok(value >= 0 && value <= 2 + 1e-12);
        assert.ok(i === 0 || value >= fd[i - 1]! - 1e-12);
      });
    }),
  );
});

test("one label, a zero or NaN feature, a wrong width and a wrong M are named", () => {
  assert.throws(() => featureDivergence(reals(1, 0), 2), /at least 2 labels, got 1/);
  assert.throws(() => centroidSpread(reals(1, 0), 2), /at least 2 labels/);
  assert.throws(
    () => centroidSpread(reals(1, 0, 0, 0), 2),
    /not zero, got length 0 \(class 1\)/,
  );
  assert.throws(
    () => featureDivergence(reals(1, 0, NaN, 0), 2),
    /got length NaN \(class 1\)/,
  );
  assert.throws(() => featureDivergence(reals(1, 0, 1), 2), /whole rows of 2 numbers/);
  assert.throws(() => featureDivergence(fan, 2, { neighbours: 0 }), /got 0/);
  assert.throws(
    () => featureDivergence(fan, 2, { distance: "euclid" as "euclidean" }),
    /did you mean "euclidean"/,
  );
});
