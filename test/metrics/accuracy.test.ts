import assert from "node:assert/strict";
import { test } from "node:test";
import { accuracy } from "../../src/metrics/accuracy";
import { near, samples } from "./helpers";
import { referenceSets } from "./reference-sets";

test("accuracy is the share of right predictions", () => {
  assert.deepEqual(accuracy(samples([0.5, 1], [0.5, 0], [0.9, 1])), { value: 2 / 3, n: 3 });
});

test("n = 0 is refused", () => {
  assert.throws(() => accuracy(samples()), /at least one sample/);
});

test("accuracy agrees with the reference code", () => {
  for (const { predicted, all } of referenceSets()) {
    const { value, n } = accuracy(predicted);
    assert.equal(n, all.n);
    near(value, all.accuracy, 1e-9);
  }
});
