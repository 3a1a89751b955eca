import { groupJackknife } from "../numeric/group-jackknife";
import { ace } from "./ace";
import { edgeRule } from "./bins";
import type { CalibrationInput } from "./calibration-input";
import { debiasedEce } from "./debiased-ece";
import { ece } from "./ece";
import type { EvaluateOptions, Evaluation, ReportedMetric } from "./evaluate";
import { mce } from "./mce";
import { overconfidence, underconfidence } from "./over-under-confidence";
import { riskCoverage } from "./risk-coverage";
import { rmsCalibrationError } from "./rms-calibration-error";
import { sampleGroups } from "./sample-groups";
import { signedGap } from "./signed-gap";
import { smoothEceWithoutGroups } from "./smooth-ece";
import { topLabelIntervals } from "./top-label-intervals";

/** Metrics of `evaluatePredictions` that need a score for every class. */
export const METRICS_OF_ALL_CLASSES = [
  "classwise_ece",
  "thresholded_ace",
  "nll",
  "brier",
  "brier_reliability",
  "brier_resolution",
  "brier_uncertainty",
  "macro_f1",
] as const;

/** The metrics of `evaluatePredictions` that confidence and correctness alone allow. */
export function evaluateConfidences(
  input: CalibrationInput,
  { bins = 10, rule: given = "right-closed", random, resamples = 1000 }: EvaluateOptions,
): Evaluation {
  const binned = { bins, rule: edgeRule(given) };
  const top = topLabelIntervals(input, binned, { random, resamples });
  const { accuracy, confidence, value: gap, n } = signedGap(input);
  const smooth = smoothEceWithoutGroups(input, sampleGroups(n, random));
  const [low, high] = groupJackknife(smooth[0]!, smooth.subarray(1));
  const risk = riskCoverage(input);
  const largest = { value: mce(input, binned).value, interval: top.mce, n, ...binned };
  const weighted = {
    value: mce(input, { ...binned, form: "weighted" }).value,
    interval: top.mce_weighted,
    n,
    ...binned,
  };
  const of = (value: number, interval: readonly [number, number]): ReportedMetric => ({
    value,
    interval,
    n,
    ...binned,
  });
  const massBins = ace(input, { bins });
  const metrics = {
    accuracy: { value: accuracy, interval: top.accuracy, n },
    confidence: { value: confidence, interval: top.confidence, n },
    gap: { value: gap, interval: top.gap, n },
    ece: of(ece(input, binned).value, top.ece),
    overconfidence: of(overconfidence(input, binned).value, top.overconfidence),
    underconfidence: of(underconfidence(input, binned).value, top.underconfidence),
    ace: { ...of(massBins.value, top.ace), bins: massBins.bins, rule: "quantile" },
    mce: binned.rule === "right-closed" ? largest : weighted,
    mce_weighted: weighted,
    mce_largest: largest,
    rms_ce: of(rmsCalibrationError(input, binned).value, top.rms),
    debiased_ece: of(debiasedEce(input, binned).value, top.debiased),
    smooth_ece: {
      value: smooth[0]!,
      interval: [Math.max(0, low), high] as const,
      n,
    },
    aurc: { value: risk.aurc, interval: top.aurc, n },
    augrc: { value: risk.augrc, interval: top.augrc, n },
  };
  return { input, metrics };
}
