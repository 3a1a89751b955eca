import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { confidenceBound } from "../../src/metrics/confidence-bound";
import { predictFromLogits } from "../../src/metrics/confidence";
import {
  centroidSpread,
  featureDivergence,
  meanPairwiseDistance,
  pairwiseCosines,
} from "../../src/metrics/divergence";
import { marginToMean, marginToRunnerUp } from "../../src/metrics/logit-margin";
import { pairwiseDistances, unitRows } from "../../src/metrics/text-distances";

const reals = (...of: number[]) => Float64Array.from(of);
function near(got: number, expected: number, tolerance = 1e-12): void {
  assert.ok(Math.abs(got - expected) <= tolerance, `${got} is not ${expected}`);
}

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

test("cosine distance: 1 - cos, 1 at a right angle and 2 when opposite", () => {
  const d = pairwiseDistances(fan, 2, "cosine");
  [0, 1, 2, 1, 0, 1, 2, 1, 0].forEach((expected, i) => near(d[i]!, expected));
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

const features = fc
  .tuple(fc.integer({ min: 2, max: 7 }), fc.integer({ min: 2, max: 5 }))
  .chain(([labels, dimension]) =>
    fc.record({
      dimension: fc.constant(dimension),
      labels: fc.constant(labels),
      values: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
        minLength: labels * dimension,
        maxLength: labels * dimension,
      }),
    }),
  )
  .filter(({ values, dimension, labels }) =>
    Array.from({ length: labels }, (_, row) => row).every(
      (row) => Math.hypot(...values.slice(row * dimension, (row + 1) * dimension)) > 1e-3,
    ),
  );

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

test("margins: largest logit minus the runner-up or the mean of the others, and what they allow for confidence", () => {
  const logits = reals(1, 4, 2, 7, 7, 0);
  const { margins, value } = marginToRunnerUp(logits, Int32Array.of(0, 0));
  assert.deepEqual([...margins], [4 - 2, 7 - 7]);
  const toMean = marginToMean(logits, Int32Array.of(0, 0));
  assert.deepEqual([...toMean.margins], [4 - (1 + 2) / 2, 7 - (7 + 0) / 2]);
  near(value, (2 + 0) / 2);
  const { confidence } = predictFromLogits(logits, Int32Array.of(0, 0));
  confidence.forEach((c, i) => assert.ok(c <= 1 / (1 + Math.exp(-margins[i]!))));
  const two = marginToRunnerUp(reals(3, 1), Int32Array.of(0));
  near(
    predictFromLogits(reals(3, 1), Int32Array.of(0)).confidence[0]!,
    1 / (1 + Math.exp(-two.value)),
  );
  assert.throws(() => marginToRunnerUp(reals(1), Int32Array.of(0)), /at least 2 classes/);
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

test("C21: no image is more confident than the text features allow", () => {
  const image = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
    minLength: 5,
    maxLength: 5,
  });
  const scale = fc.double({ min: 0.1, max: 100, noNaN: true });
  fc.assert(
    fc.property(features, image, scale, ({ values, dimension, labels }, raw, s) => {
      const direction = raw.slice(0, dimension);
      fc.pre(Math.hypot(...direction) > 1e-3);
      const texts = unitRows(reals(...values), dimension);
      const v = unitRows(reals(...direction), dimension);
      const logits = Float64Array.from({ length: labels }, (_, label) =>
        v.reduce((sum, x, k) => sum + s * x * texts[label * dimension + k]!, 0),
      );
      const { confidence, prediction } = predictFromLogits(logits, Int32Array.of(0));
      const bound = confidenceBound(texts, dimension, s)[prediction[0]!]!;
      assert.ok(confidence[0]! <= bound + 1e-9, `${confidence[0]} above ${bound}`);
    }),
  );
});

test("the bound is met by an image that points from one text to the other", () => {
  // texts at 0 and 90 degrees, image at -45: z = s * (cos 45, -cos 45), |t_1 - t_2| = sqrt 2
  const bound = confidenceBound(reals(1, 0, 0, 1), 2, 3);
  near(bound[0]!, 1 / (1 + Math.exp(-3 * Math.SQRT2)));
  const z = 3 * Math.SQRT1_2;
  near(predictFromLogits(reals(z, -z), Int32Array.of(0)).confidence[0]!, bound[0]!);
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
    () => featureDivergence(fan, 2, { distance: "euclidean" as "euclid" }),
    /did you mean "euclid"/,
  );
});
