import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import type { CalibrationInput } from "../../src/metrics/calibration-input";

/** Samples written as [confidence, right or wrong]. */
export function samples(...rows: readonly (readonly [number, 0 | 1])[]): CalibrationInput {
  return {
    confidence: Float64Array.from(rows, ([confidence]) => confidence),
    correct: Uint8Array.from(rows, ([, correct]) => correct),
  };
}

/** Any valid input, with edges of 10 bins and ties drawn often. */
export const anyInput: fc.Arbitrary<CalibrationInput> = fc
  .array(
    fc.tuple(
      fc.oneof(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 10 }).map((i) => i / 10),
      ),
      fc.constantFrom(0 as const, 1 as const),
    ),
    { minLength: 1, maxLength: 60 },
  )
  .map((rows) => samples(...rows));

/** Fails where two numbers differ by more than rounding. */
export function near(got: number, expected: number, tolerance = 1e-12): void {
  assert.ok(Math.abs(got - expected) <= tolerance, `${got} is not ${expected}`);
}

/** What every calibration error of confidences and verdicts obeys. */
export function behavesAsError(
  score: (input: CalibrationInput) => number,
  { runs = 100, zero = 1e-12 }: { readonly runs?: number; readonly zero?: number } = {},
): void {
  it("lies in [0, 1] and ignores order", () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const value = score(input);
        assert.ok(value >= 0 && value <= 1 + 1e-12, String(value));
        const reversed = {
          confidence: input.confidence.slice().reverse(),
          correct: input.correct.slice().reverse(),
        };
        near(score(reversed), value, 1e-6);
      }),
      { numRuns: runs },
    );
  });

  it("is 0 where accuracy equals confidence", () => {
    // Half right at 0.5, all right at 1, three of four right at 0.75.
    const rows = [0, 1, 2, 3].flatMap((i) => [
      [0.5, i % 2 === 0 ? 1 : 0] as const,
      [0.75, i === 0 ? 0 : 1] as const,
      [1, 1] as const,
    ]);
    near(score(samples(...rows)), 0, zero);
  });
}

/** Samples of three classes with rows that sum to 1. */
export const anyProbabilities = fc
  .array(
    fc.tuple(
      fc.tuple(fc.integer({ min: 1, max: 9 }), fc.nat(9), fc.nat(9)),
      fc.integer({ min: 0, max: 2 }),
    ),
    { minLength: 1, maxLength: 40 },
  )
  .map((rows) => ({
    probabilities: Float64Array.from(
      rows.flatMap(([parts]) => {
        const sum = parts[0] + parts[1] + parts[2];
        return parts.map((part) => part / sum);
      }),
    ),
    labels: Int32Array.from(rows, ([, label]) => label),
  }));
