import assert from "node:assert/strict";
import { test } from "node:test";
import { predictFromLogits } from "../../../src/metrics/probability/confidence";
import {
  marginToMean,
  marginToRunnerUp,
} from "../../../src/metrics/probability/logit-margin";
import { near } from "../helpers";

const reals = (...of: number[]) => Float64Array.from(of);

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
