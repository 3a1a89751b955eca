import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { confidenceBound } from "../../../src/metrics/features/confidence-bound";
import { unitRows } from "../../../src/metrics/features/text-distances";
import { predictFromLogits } from "../../../src/metrics/probability/confidence";
import { near } from "../helpers";
import { features } from "./random-features";

const reals = (...of: number[]) => Float64Array.from(of);

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
