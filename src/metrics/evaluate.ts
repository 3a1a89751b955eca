import { groupJackknife } from "../numeric/group-jackknife";
import type { Random } from "../random/random";
import { mean } from "../numeric/mean";
import { ace } from "./ace";
import { type BinOptions, edgeRule } from "./bins";
import { brier } from "./brier";
import type { CalibrationInput } from "./calibration-input";
import { classMetrics } from "./class-metrics";
import { predictFromProbabilities } from "./confidence";
import { debiasedEce } from "./debiased-ece";
import { ece } from "./ece";
import { macroF1WithoutGroups } from "./macro-f1";
import { mce } from "./mce";
import { meanInterval } from "./mean-interval";
import { overconfidence, underconfidence } from "./over-under-confidence";
import { riskCoverage } from "./risk-coverage";
import { rmsCalibrationError } from "./rms-calibration-error";
import { sampleGroups } from "./sample-groups";
import { signedGap } from "./signed-gap";
import { smoothEceWithoutGroups } from "./smooth-ece";
import { type Reals, classCount, logSumExp, softmax } from "./softmax";
import { topLabelIntervals } from "./top-label-intervals";

/** One metric as a report shows it; all values are fractions but the NLL, which is in nats. */
export interface ReportedMetric {
  readonly value: number;
  /** 95 % interval over samples: BCa bootstrap, or delete-a-group jackknife where classes are summed. */
  readonly interval: readonly [number, number];
  readonly n: number;
  readonly bins?: number;
  readonly rule?: string;
}

/** All metrics of a set of predictions, with what a diagram of them needs. */
export interface Evaluation {
  readonly metrics: Readonly<Record<string, ReportedMetric>>;
  readonly input: CalibrationInput;
}

/** Predictions of any model. */
export interface PredictionSet {
  readonly kind: "logits" | "probabilities";
  /** Flat [n, c]. */
  readonly values: Reals;
  /** True classes, shape [n]. */
  readonly labels: Int32Array;
}

/** How to evaluate. */
export interface EvaluateOptions extends BinOptions {
  readonly random: Random;
  /** Of each interval; 1000 by default. */
  readonly resamples?: number;
}

/** Smallest probability that the NLL of probabilities counts with, so that 0 stays finite. */
const SMALLEST_PROBABILITY = Number.EPSILON;

/**
 * Every metric of the predictions with its interval. Under `left-closed-drop-1` edges `mce` is the form
 * of the paper's lab, weighted by the bins' shares; under `right-closed` ones, the default, it is the
 * largest gap; `mce_weighted` and `mce_largest` are always those. ACE and thresholded ACE have quantile bins.
 */
export function evaluatePredictions(
  { kind, values, labels }: PredictionSet,
  { bins = 10, rule: given = "right-closed", random, resamples = 1000 }: EvaluateOptions,
): Evaluation {
  const rule = edgeRule(given);
  const classes = classCount(values, labels, kind);
  const probabilities = kind === "logits" ? softmax(values, classes) : values;
  const predicted = predictFromProbabilities(probabilities, labels);
  const options = { random, resamples };
  const top = topLabelIntervals(predicted, { bins, rule }, options);
  const losses = sampleLosses({ kind, values, labels }, probabilities, classes);
  const { confidence, accuracy, value: gap } = signedGap(predicted);
  const n = labels.length;
  const binned = { bins, rule };
  const groups = sampleGroups(n, random);
  const ofClasses = classMetrics(probabilities, labels, binned, groups);
  const risk = riskCoverage(predicted);
  const form = rule === "left-closed-drop-1" ? "weighted" : "largest";
  const [weighted, largest] = (["weighted", "largest"] as const).map((each) => ({
    ...pick(mce(predicted, { bins, rule, form: each })),
    interval: each === "weighted" ? top.mce_weighted : top.mce,
  }));
  return {
    input: predicted,
    metrics: {
      accuracy: { value: accuracy, interval: top.accuracy, n },
      confidence: { value: confidence, interval: top.confidence, n },
      gap: { value: gap, interval: top.gap, n },
      ece: { ...pick(ece(predicted, binned)), interval: top.ece },
      overconfidence: {
        ...pick(overconfidence(predicted, binned)),
        interval: top.overconfidence,
      },
      underconfidence: {
        ...pick(underconfidence(predicted, binned)),
        interval: top.underconfidence,
      },
      ace: { ...pick(ace(predicted, { bins })), interval: top.ace },
      mce: form === "weighted" ? weighted! : largest!,
      mce_weighted: weighted!,
      mce_largest: largest!,
      rms_ce: { ...pick(rmsCalibrationError(predicted, binned)), interval: top.rms },
      debiased_ece: { ...pick(debiasedEce(predicted, binned)), interval: top.debiased },
      smooth_ece: { ...leftOut(smoothEceWithoutGroups(predicted, groups)), n },
      classwise_ece: { ...leftOut(ofClasses.classwise), n, bins, rule },
      thresholded_ace: { ...leftOut(ofClasses.thresholded), n, bins, rule: "quantile" },
      nll: { value: mean(losses.nll), interval: meanInterval(losses.nll, options), n },
      brier: {
        ...pick(brier(probabilities, labels)),
        interval: meanInterval(losses.brier, options),
      },
      brier_reliability: { ...leftOut(ofClasses.reliability), n, bins, rule },
      brier_resolution: { ...leftOut(ofClasses.resolution), n, bins, rule },
      brier_uncertainty: { ...leftOut(ofClasses.uncertainty), n, bins, rule },
      aurc: { value: risk.aurc, interval: top.aurc, n },
      augrc: { value: risk.augrc, interval: top.augrc, n },
      macro_f1: { ...leftOut(macroF1WithoutGroups(predicted, labels, groups)), n },
    },
  };
}

/** A value [0] with the interval that its values without groups [1 ..] give; none reaches below 0. */
function leftOut(values: Float64Array): Pick<ReportedMetric, "value" | "interval"> {
  const value = values[0]!;
  const [low, high] = groupJackknife(value, values.subarray(1));
  return { value, interval: [Math.max(0, low), high] };
}

/** The fields that every report shows, without a metric's own evidence. */
function pick({ value, n, bins, rule }: Omit<ReportedMetric, "interval">) {
  return {
    value,
    n,
    ...(bins === undefined ? {} : { bins }),
    ...(rule === undefined ? {} : { rule }),
  };
}

/** NLL (nats) and Brier score of each sample, shape [n]. */
function sampleLosses(
  { kind, values, labels }: PredictionSet,
  probabilities: Reals,
  classes: number,
): { nll: Float64Array; brier: Float64Array } {
  const nll = new Float64Array(labels.length);
  const brierScores = new Float64Array(labels.length);
  for (let i = 0; i < labels.length; i++) {
    const from = i * classes;
    const own = from + labels[i]!;
    nll[i] =
      kind === "logits"
        ? logSumExp(values, from, from + classes) - values[own]!
        : -Math.log(Math.max(values[own]!, SMALLEST_PROBABILITY));
    let sum = 1 - 2 * probabilities[own]!;
    for (let k = from; k < from + classes; k++) sum += probabilities[k]! ** 2;
    brierScores[i] = sum;
  }
  return { nll, brier: brierScores };
}
