import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ece } from "../../../src/metrics/binned/ece";
import { signedGap } from "../../../src/metrics/signed-gap";
import { anyInput, samples } from "../helpers";
import { referenceSets } from "../reference-sets";

function near(got: number, expected: number): void {
  assert.ok(Math.abs(got - expected) < 1e-12, `${got} is not ${expected}`);
}

test("two bins, one sample each", () => {
  const { value } = ece(samples([0.3, 1], [0.9, 0]), { bins: 2 });
  near(value, (1 / 2) * Math.abs(1 - 0.3) + (1 / 2) * Math.abs(0 - 0.9));
});

test("within a bin, errors of opposite sign cancel", () => {
  // one bin: accuracy 2/4, confidence (0.6 + 0.7 + 0.8 + 0.9) / 4
  const { value } = ece(samples([0.6, 1], [0.7, 0], [0.8, 1], [0.9, 0]), { bins: 1 });
  near(value, Math.abs(2 / 4 - (0.6 + 0.7 + 0.8 + 0.9) / 4));
});

test("confidence 1 under the paper rule: its weight counts, its verdict does not", () => {
  const input = samples([0.9, 1], [1, 0]);
  near(ece(input, { rule: "paper" }).value, (2 / 2) * Math.abs(1 - 0.9));
  near(ece(input, { rule: "textbook" }).value, 0.5 * (1 - 0.9) + 0.5 * 1);
});

test("all confidences 1: 0 under the paper rule, the error rate under the textbook rule", () => {
  const input = samples([1, 1], [1, 0], [1, 0]);
  assert.equal(ece(input, { rule: "paper" }).value, 0);
  near(ece(input, { rule: "textbook" }).value, 2 / 3);
});

test("all confidences 0 and wrong: calibrated", () => {
  for (const rule of ["paper", "textbook"] as const) {
    assert.equal(ece(samples([0, 0], [0, 0]), { rule }).value, 0);
  }
});

test("the result carries n, bins and rule; defaults are 10 bins and the paper's edges", () => {
  const result = ece(samples([0.5, 1]));
  assert.deepEqual([result.n, result.bins, result.rule], [1, 10, "left-closed-drop-1"]);
  assert.equal(result.reliability.length, 10);
});

test("n = 0, NaN, a confidence of 100 and lengths that differ are refused by name", () => {
  assert.throws(() => ece(samples()), /at least one sample/);
  assert.throws(
    () => ece(samples([0.5, 1], [NaN, 1])),
    /confidence: .*got NaN \(sample 1\)/,
  );
  assert.throws(() => ece(samples([100, 1])), /\[0, 1\], got 100 \(sample 0\)/);
  assert.throws(
    () => ece({ confidence: new Float64Array(3), correct: new Uint8Array(2) }),
    /expected 3 verdicts, one per confidence, got 2/,
  );
  assert.throws(
    () => ece({ confidence: new Float64Array(1), correct: new Uint8Array([7]) }),
    /correct: expected 0 or 1, got 7/,
  );
});

test("ECE lies in [0, 1], ignores order, and is at least the size of the signed gap", () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      const { value } = ece(input, { rule: "textbook" });
      assert.ok(value >= 0 && value <= 1 + 1e-12);
      assert.ok(value >= Math.abs(signedGap(input).value) - 1e-12);
      const reversed = {
        confidence: input.confidence.slice().reverse(),
        correct: input.correct.slice().reverse(),
      };
      near(ece(reversed, { rule: "textbook" }).value, value);
    }),
  );
});

test("twice the same samples have the same ECE under both rules", () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      const twice = {
        confidence: Float64Array.of(...input.confidence, ...input.confidence),
        correct: Uint8Array.of(...input.correct, ...input.correct),
      };
      for (const rule of ["paper", "textbook"] as const) {
        near(ece(twice, { rule }).value, ece(input, { rule }).value);
      }
    }),
  );
});

for (const { name, predicted, byBins } of referenceSets()) {
  test(`ECE and its bins agree with the reference code on ${name}`, () => {
    for (const { bins, lab, independent } of byBins) {
      const paper = ece(predicted, { bins, rule: "paper" });
      assert.ok(Math.abs(paper.value - lab.ece) <= 1e-9);
      paper.reliability.forEach((bin, b) => {
        assert.equal(bin.n, lab.ece_table.weight_count[b]);
        assert.equal(bin.members, lab.ece_table.members[b]);
        assert.ok(Math.abs(bin.accuracy - lab.ece_table.accuracy[b]!) <= 1e-9);
        assert.ok(Math.abs(bin.confidence - lab.ece_table.confidence[b]!) <= 1e-9);
      });
      const { value } = ece(predicted, { bins, rule: "textbook" });
      assert.ok(Math.abs(value - independent.ece_right_closed) <= 1e-9);
    }
  });
}
