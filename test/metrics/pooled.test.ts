import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { accuracy } from "../../src/metrics/accuracy";
import type { CalibrationInput } from "../../src/metrics/calibration-input";
import { ece } from "../../src/metrics/ece";
import { poolCalibration } from "../../src/metrics/pooled";
import { signedGap } from "../../src/metrics/signed-gap";
import type { UnitDraw } from "../../src/numeric/bootstrap";
import { anyInput, samples } from "./helpers";

function near(got: number, expected: number): void {
  assert.ok(Math.abs(got - expected) < 1e-12, `${got} is not ${expected}`);
}

const draw = (unit: number, seeds: number[], counts: number[]): UnitDraw => ({
  unit,
  seeds: Int32Array.from(seeds),
  counts: [Int32Array.from(counts)],
});
const once = (input: CalibrationInput) => Array.from(input.correct, () => 1);

test("drawn once, it is the plain metric of the concatenated samples, under both rules", () => {
  fc.assert(
    fc.property(
      anyInput,
      anyInput,
      fc.constantFrom("paper" as const, "textbook" as const),
      (a, b, rule) => {
        const both = {
          confidence: Float64Array.of(...a.confidence, ...b.confidence),
          correct: Uint8Array.of(...a.correct, ...b.correct),
        };
        const pooled = poolCalibration([[a], [b]], 0, { rule });
        const result = pooled([draw(0, [0], once(a)), draw(1, [0], once(b))]);
        near(result.ece[0]!, ece(both, { rule }).value);
        near(result.gap[0]!, signedGap(both).value);
        near(result.accuracy[0]!, accuracy(both).value);
      },
    ),
  );
});

test("a sample drawn k times counts k times, one drawn 0 times not at all", () => {
  fc.assert(
    fc.property(anyInput, fc.array(fc.nat(3)), (input, raw) => {
      const counts = Array.from(input.correct, (_, i) => raw[i] ?? 1);
      fc.pre(counts.some((count) => count > 0));
      const repeated = counts.flatMap((count, i) =>
        Array.from(
          { length: count },
          () => [input.confidence[i]!, input.correct[i] as 0 | 1] as const,
        ),
      );
      const { ece: value } = poolCalibration([[input]], 0)([draw(0, [0], counts)]);
      near(value[0]!, ece(samples(...repeated)).value);
    }),
  );
});

test("seeds are pooled one by one, not with each other", () => {
  // One bin: seed 0 is overconfident by 0.2 in both data sets, seed 1 underconfident by 0.3.
  const over = samples([0.7, 1], [0.7, 0]);
  const under = samples([0.2, 1], [0.2, 0]);
  const cells = [
    [over, under],
    [over, under],
  ];
  const pooled = poolCalibration(cells, 0, { bins: 1 });
  const result = pooled([draw(0, [0, 1], [1, 1]), draw(1, [0, 1], [1, 1])]);
  near(result.gap[0]!, 0.7 - 1 / 2);
  near(result.gap[1]!, 0.2 - 1 / 2);
  near(result.ece[0]!, 0.2);
  near(result.ece[1]!, 0.3);
});

test("confidences are checked when the pool is made", () => {
  assert.throws(() => poolCalibration([[samples([2, 1])]], 0), /\[0, 1\], got 2/);
});
