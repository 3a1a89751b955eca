import { type BinOptions, assignBins, assignEqualMassBins } from "./bins";
import { type CalibrationInput, checkCalibrationInput } from "./calibration-input";

/** Samples gathered in cells within which every top-label metric treats them alike. */
export interface ConfidenceCells {
  readonly bins: number;
  /** Samples per cell, shape [cells]; cells lie in order of falling step, then confidence. */
  readonly counts: Float64Array;
  /** Cells of one step count as equally confident where samples are ordered; shape [cells]. */
  readonly step: Float64Array;
  /** Mean confidence of a cell, shape [cells]. */
  readonly confidence: Float64Array;
  /** 1 or 0, shape [cells]. */
  readonly correct: Uint8Array;
  /** Equal-width bin of a cell. */
  readonly bin: Int32Array;
  /** 1 where the bin's means leave the cell out: confidence 1 under `left-closed-drop-1`. */
  readonly left: Uint8Array;
  /** Equal-mass bin of a cell. */
  readonly massBin: Int32Array;
}

/** Confidences within a step of 1 / STEPS share it, beyond the number of samples that have one each. */
const STEPS = 250;

interface Cell {
  readonly step: number;
  /** Its first sample. */
  readonly first: number;
  n: number;
  sum: number;
}

/**
 * Gathers samples by bin, equal-mass bin, verdict and confidence up to 1/250; sums over bins stay exact.
 * At most 250 samples keep cells of their own confidence.
 */
export function confidenceCells(
  input: CalibrationInput,
  options: BinOptions = {},
): ConfidenceCells {
  checkCalibrationInput(input);
  const { bins = 10 } = options;
  const { confidence, correct } = input;
  const { weightBin, meanBin } = assignBins(confidence, options);
  const mass = assignEqualMassBins(confidence, bins).weightBin;
  const few = confidence.length <= STEPS;
  const distinct = few ? Float64Array.from(new Set(confidence)).sort() : confidence;
  const cells = new Map<number, Cell>();
  for (let i = 0; i < confidence.length; i++) {
    const step = few
      ? distinct.indexOf(confidence[i]!)
      : Math.floor(confidence[i]! * STEPS);
    // A whole number below 2^53 that names step, bins and verdict.
    const key =
      (((step * bins + weightBin[i]!) * bins + mass[i]!) * 2 + correct[i]!) * 2 +
      (meanBin[i]! < 0 ? 1 : 0);
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, { step, first: i, n: 1, sum: confidence[i]! });
    else {
      cell.n += 1;
      cell.sum += confidence[i]!;
    }
  }
  const sorted = [...cells.values()].sort(
    (a, b) => b.step - a.step || b.sum / b.n - a.sum / a.n,
  );
  return {
    bins,
    counts: Float64Array.from(sorted, ({ n }) => n),
    step: Float64Array.from(sorted, ({ step }) => step),
    confidence: Float64Array.from(sorted, ({ sum, n }) => sum / n),
    correct: Uint8Array.from(sorted, ({ first }) => correct[first]!),
    bin: Int32Array.from(sorted, ({ first }) => weightBin[first]!),
    left: Uint8Array.from(sorted, ({ first }) => (meanBin[first]! < 0 ? 1 : 0)),
    massBin: Int32Array.from(sorted, ({ first }) => mass[first]!),
  };
}
