import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { meanInterval } from "../../../src/metrics/intervals/mean-interval";
import { seededRandom } from "../../../src/random/random";

describe("interval of a mean", () => {
  it("is the normal one for many values", () => {
    const random = seededRandom("mean");
    const values = Float64Array.from({ length: 20000 }, () => random() * 3);
    const mean = values.reduce((a, b) => a + b) / values.length;
    // The variance of a uniform number on [0, 3] is 9 / 12.
    const error = 1.96 * Math.sqrt(9 / 12 / values.length);
    const [low, high] = meanInterval(values, { random });
    assert.ok(Math.abs(low - (mean - error)) < 0.2 * error);
    assert.ok(Math.abs(high - (mean + error)) < 0.2 * error);
  });

  it("of equal values has no width", () => {
    const options = { random: seededRandom("equal"), resamples: 10 };
    assert.deepEqual(meanInterval(new Float64Array(2000).fill(0.5), options), [0.5, 0.5]);
  });
});
