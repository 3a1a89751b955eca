import assert from "node:assert/strict";
import { test } from "node:test";
import { acceptedSamples } from "../../src/decisions/accepted-samples";

// four images, by confidence: 0.9 right, 0.8 right, 0.6 wrong, 0.3 right
const input = {
  confidence: Float64Array.of(0.6, 0.9, 0.3, 0.8),
  correct: Uint8Array.of(0, 1, 1, 1),
};

function near(got: number, expected: number): void {
  assert.ok(Math.abs(got - expected) < 1e-12, `${got} is not ${expected}`);
}

test("who refuses nothing gets accuracy and mean confidence", () => {
  const { accuracy, confidence } = acceptedSamples(input, 0);
  near(accuracy, 3 / 4);
  near(confidence, (0.9 + 0.8 + 0.6 + 0.3) / 4);
});

test("the least confident go first", () => {
  near(acceptedSamples(input, 0.25).accuracy, 2 / 3);
  near(acceptedSamples(input, 0.5).accuracy, 1);
  near(acceptedSamples(input, 0.5).confidence, (0.9 + 0.8) / 2);
});

test("a part of an image counts in part", () => {
  // 0.1 of 4 images: 0.6 of the least confident remain, of 3.6 in all
  near(acceptedSamples(input, 0.1).accuracy, (1 + 1 + 0 + 0.6) / 3.6);
  near(acceptedSamples(input, 0.1).confidence, (0.9 + 0.8 + 0.6 + 0.6 * 0.3) / 3.6);
});

test("images of equal confidence are refused in expectation, in whatever order they come", () => {
  const confidence = Float64Array.of(0.5, 0.5, 0.5, 1);
  for (const correct of [Uint8Array.of(1, 0, 0, 1), Uint8Array.of(0, 0, 1, 1)]) {
    // the sure one, and one of three of which a third is right
    near(acceptedSamples({ confidence, correct }, 0.5).accuracy, (1 + 1 / 3) / 2);
  }
});

test("nonsense is refused", () => {
  assert.throws(() => acceptedSamples(input, 1), /refused share: expected .* got 1/);
  assert.throws(() => acceptedSamples(input, NaN), /got NaN/);
  const none = { confidence: new Float64Array(0), correct: new Uint8Array(0) };
  assert.throws(() => acceptedSamples(none, 0), /at least one sample/);
});
