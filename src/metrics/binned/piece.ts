import { mismatch } from "../../errors/promptcal-error";
import {
  type BinOptions,
  type EdgeRule,
  assignBinsWithOnes,
  assignEqualMassBins,
  binSettings,
} from "./bins";
import {
  type CalibrationInput,
  type MetricResult,
  checkCalibrationInput,
} from "../calibration-input";
import { defineMetric } from "../definition/define-metric";

/** A proximity-informed calibration error with its numbers of bins. */
export interface Piece extends MetricResult {
  /** Bins of the confidence. */
  readonly bins: number;
  /** Bins of the proximity that are left once equal edges are merged. */
  readonly proximityBins: number;
  readonly rule: EdgeRule;
}

/** Settings of PIECE. */
export interface PieceOptions extends BinOptions {
  /** Equal-mass bins of the proximity; 10 by default. */
  readonly proximityBins?: number;
}

/**
 * Proximity-informed expected calibration error (Xiong et al. 2023), a fraction in [0, 1]: the sum of
 * ECE over cells of (proximity bin, confidence bin), so that errors of opposite sign on common and on
 * rare samples do not cancel. At least the ECE with the same confidence bins.
 * @param proximity of each sample to known data, see `proximity`; shape [n], finite
 */
export function piece(
  input: CalibrationInput,
  proximity: Float64Array,
  options: PieceOptions = {},
): Piece {
  const { proximityBins = 10 } = options;
  const { bins, rule } = binSettings(options);
  checkCalibrationInput(input);
  const n = input.confidence.length;
  const bad = proximity.findIndex((value) => !Number.isFinite(value));
  if (proximity.length !== n || bad >= 0) {
    throw mismatch({
      what: "proximity",
      expected: `${n} finite numbers, one per sample`,
      got: bad < 0 ? String(proximity.length) : `${proximity[bad]} at sample ${bad}`,
    });
  }
  const near = assignEqualMassBins(proximity, proximityBins);
  const sure = assignBinsWithOnes(input.confidence, { bins, rule });
  const excess = new Float64Array((near.edges.length - 1) * bins);
  for (let i = 0; i < n; i++) {
    const cell = near.weightBin[i]! * bins + sure.weightBin[i]!;
    excess[cell]! += input.confidence[i]! - input.correct[i]!;
  }
  const value = excess.reduce((sum, gap) => sum + Math.abs(gap), 0) / n;
  return { value, n, bins, proximityBins: near.edges.length - 1, rule };
}

export const pieceMetric = defineMetric({
  key: "piece",
  title: "PIECE",
  summary: "ECE over cells of confidence and proximity to known images.",
  unit: "percent",
  better: "lower",
  range: [0, 1],
  bins: "equal-width",
  needs: ["proximity"],
  compute: (input, settings) => piece(input, input.proximity, settings).value,
});
