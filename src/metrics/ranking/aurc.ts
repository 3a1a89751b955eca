import { harmonic } from "../../numeric/harmonic";
import { binSettings } from "../binned/bins";
import type { CalibrationInput, MetricResult } from "../calibration-input";
import { topLabelMetric } from "../definition/top-label-metric";
import { type TopLabelSamples, topLabelSamples } from "../intervals/top-label-samples";

/**
 * Area under the risk-coverage curve (Geifman and El-Yaniv 2017), a fraction in [0, 1]: the mean over
 * i = 1..n of the error rate among the i most confident samples. Samples of equal confidence are taken
 * in random order; the value is the expectation over these orders.
 * @example
 * const confidence = Float64Array.of(0.9, 0.8);
 * aurc({ confidence, correct: Uint8Array.of(1, 0) }).value; // => 0.25
 * aurc({ confidence, correct: Uint8Array.of(0, 1) }).value; // => 0.75
 */
export function aurc(input: CalibrationInput): MetricResult {
  const samples = topLabelSamples(input, binSettings());
  return { value: meanRisk(samples), n: samples.n };
}

export const aurcMetric = topLabelMetric({
  key: "aurc",
  title: "AURC",
  summary: "Mean error rate of the most confident samples, over all shares of samples.",
  unit: "percent",
  better: "lower",
  range: [0, 1],
  value: meanRisk,
});

function meanRisk({ n, tiedGroups }: TopLabelSamples): number {
  let [mean, before, wrongBefore] = [0, 0, 0];
  for (let group = 0; group < tiedGroups.size.length; group++) {
    const size = tiedGroups.size[group]!;
    const wrong = tiedGroups.wrong[group]!;
    if (size > FEW) mean += sumOfRisks(before, wrongBefore, size, wrong) / n;
    else {
      for (let j = 1; j <= size; j++)
        mean += (wrongBefore + (wrong * j) / size) / (before + j) / n;
    }
    before += size;
    wrongBefore += wrong;
  }
  return mean;
}

/** Up to this size, the risks within a group are summed one by one. */
const FEW = 4;

/** The sum over j = 1..size of (wrongBefore + wrong * j / size) / (before + j), by harmonic numbers. */
function sumOfRisks(
  before: number,
  wrongBefore: number,
  size: number,
  wrong: number,
): number {
  const steps = harmonic(before + size) - harmonic(before);
  return wrongBefore * steps + wrong * (1 - (before / size) * steps);
}
