import assert from "node:assert/strict";
import { test } from "node:test";
import {
  predictFromLogits,
  predictFromProbabilities,
} from "../../../src/metrics/probability/confidence";
import { near } from "../helpers";

const labels = (...of: number[]) => Int32Array.from(of);
const reals = (...of: number[]) => Float64Array.from(of);

test("confidence, prediction and verdict; equal logits go to the first class", () => {
  const p = predictFromLogits(reals(0, Math.log(3), 2, 2), labels(1, 1));
  near(p.confidence[0]!, 3 / 4);
  near(p.confidence[1]!, 1 / 2);
  assert.deepEqual([...p.prediction], [1, 0]);
  assert.deepEqual([...p.correct], [1, 0]);
});

test("float32 logits are computed in float64", () => {
  const p = predictFromLogits(Float32Array.of(0, 1), labels(1));
  near(p.confidence[0]!, 1 / (1 + Math.exp(-1)), 1e-15);
});

test("NaN, foreign labels and shapes that do not fit are named", () => {
  assert.throws(
    () => predictFromLogits(reals(0, 1, NaN, 1), labels(0, 0)),
    /logits: expected finite numbers, got NaN \(sample 1, class 0\)/,
  );
  assert.throws(
    () => predictFromLogits(reals(0, 1), labels(2)),
    /label: expected a class index from 0 to 1, got 2 \(sample 0\)/,
  );
  assert.throws(() => predictFromLogits(reals(0, 1, 2), labels(0, 0)), /flat \[n, c\]/);
  assert.throws(() => predictFromProbabilities(reals(), labels()), /n and c at least 1/);
});
