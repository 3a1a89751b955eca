import { binSettings } from "../binned/bins";
import type { CalibrationInput, MetricResult } from "../calibration-input";
import { topLabelMetric } from "../definition/top-label-metric";
import { type TopLabelSamples, topLabelSamples } from "../intervals/top-label-samples";

/**
 * Area under the generalised risk-coverage curve (Traub et al. 2024), a fraction in [0, 1/2]: the risk
 * is the share of all samples that are accepted and wrong, integrated over the coverage by trapezoids.
 * Equals (1 - AUROC) * acc * (1 - acc) + (1 - acc)^2 / 2, with AUROC that of confidence for verdict.
 */
export function augrc(input: CalibrationInput): MetricResult {
  const samples = topLabelSamples(input, binSettings());
  return { value: areaUnderRisk(samples), n: samples.n };
}

export const augrcMetric = topLabelMetric({
  key: "augrc",
  title: "AUGRC",
  summary: "Share of all samples that are accepted and wrong, averaged over the coverage.",
  unit: "percent",
  better: "lower",
  range: [0, 1 / 2],
  value: areaUnderRisk,
});

function areaUnderRisk({ n, tiedGroups: { size, wrong } }: TopLabelSamples): number {
  let [area, wrongBefore] = [0, 0];
  for (let group = 0; group < size.length; group++) {
    area += ((size[group]! / n) * (wrongBefore + wrong[group]! / 2)) / n;
    wrongBefore += wrong[group]!;
  }
  return area;
}
