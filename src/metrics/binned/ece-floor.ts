import { meanDeviation } from "../../numeric/poisson-binomial";
import { type BinOptions, type EdgeRule, assignBins, binSettings } from "./bins";
import {
  type CalibrationInput,
  type MetricResult,
  checkCalibrationInput,
} from "../calibration-input";
import { type MetricDefinition, describeMetric } from "../definition/definition";

/** What an ECE is on average where nothing is wrong but the number of samples. */
export interface EceFloor extends MetricResult {
  readonly bins: number;
  readonly rule: EdgeRule;
}

/**
 * Floor of the ECE, a fraction in [0, 1]: its expectation for a perfectly calibrated model of the same
 * confidences, which is right on sample i with probability confidence_i. An ECE near its floor tells
 * nothing about the model; one above it does.
 *
 * The number of right answers in a bin is then Poisson-binomial, so that the expectation is exact:
 * sum over bins of n_b / n * E|right_b - sum of confidences_b| / n_b. No labels are drawn, and the
 * true ones are not used. As in `ece`, a confidence of exactly 1 gives weight to the last bin but
 * enters no mean under `left-closed-drop-1` edges.
 * Defaults: 10 equal-width bins, `left-closed-drop-1` edges.
 * @param input only its confidences count
 */
export function eceFloor(input: CalibrationInput, options: BinOptions = {}): EceFloor {
  const { bins, rule } = binSettings(options);
  checkCalibrationInput(input);
  const { confidence } = input;
  const { weightBin, meanBin } = assignBins(confidence, { bins, rule });
  const n = confidence.length;
  let value = 0;
  for (let bin = 0; bin < bins; bin++) {
    const members = confidence.filter((_, i) => meanBin[i] === bin);
    if (members.length === 0) continue;
    const weight = weightBin.reduce((sum, each) => sum + (each === bin ? 1 : 0), 0);
    value += ((weight / n) * meanDeviation(members)) / members.length;
  }
  return { value, n, bins, rule };
}

export const eceFloorMetric: MetricDefinition<"ece_floor"> = {
  ...describeMetric({
    key: "ece_floor",
    title: "ECE floor",
    // Beside the ECE, and never ranked: no method is to blame for it.
    group: "ECE",
    summary:
      "Expected ECE of a perfectly calibrated model with the same confidences and number of samples.",
    unit: "percent",
    better: "neither",
    range: [0, 1],
    bins: "equal-width",
  }),
  needs: [],
  compute: (input, settings) => eceFloor(input, settings).value,
  // A bound, not an estimate.
  interval: { kind: "none" },
};
