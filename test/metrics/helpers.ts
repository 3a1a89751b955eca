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
