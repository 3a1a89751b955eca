import { type BinOptions, type EdgeRule, assignBins, binSettings } from "./bins";
import { type CalibrationInput, checkCalibrationInput } from "../calibration-input";

/** How often each confidence occurs among right and among wrong predictions. */
export interface ConfidenceHistogram {
  readonly n: number;
  readonly bins: number;
  readonly rule: EdgeRule;
  /** Shape [bins + 1], from 0 to 1. */
  readonly edges: Float64Array;
  /** Right predictions per bin, shape [bins]. */
  readonly right: Int32Array;
  /** Wrong predictions per bin, shape [bins]. */
  readonly wrong: Int32Array;
}

/** Counts of right and wrong predictions per confidence bin; every sample counts under both rules. */
export function countConfidences(
  input: CalibrationInput,
  options: BinOptions = {},
): ConfidenceHistogram {
  const { bins, rule } = binSettings(options);
  checkCalibrationInput(input);
  const { edges, weightBin } = assignBins(input.confidence, { bins, rule });
  const right = new Int32Array(bins);
  const wrong = new Int32Array(bins);
  for (let i = 0; i < weightBin.length; i++)
    (input.correct[i] === 1 ? right : wrong)[weightBin[i]!]! += 1;
  return { n: weightBin.length, bins, rule, edges, right, wrong };
}
