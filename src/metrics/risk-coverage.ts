import {
  type CalibrationInput,
  type MetricResult,
  checkCalibrationInput,
} from "./calibration-input";

/** Both areas under curves of risk against coverage. */
export interface RiskCoverage {
  /** As `aurc`. */
  readonly aurc: number;
  /** As `augrc`. */
  readonly augrc: number;
  readonly n: number;
}

/**
 * Area under the risk-coverage curve (Geifman and El-Yaniv 2017), a fraction in [0, 1]: the mean over
 * i = 1..n of the error rate among the i most confident samples. Samples of equal confidence are taken
 * in random order; the value is the expectation over these orders.
 */
export function aurc(input: CalibrationInput): MetricResult {
  const { aurc: value, n } = riskCoverage(input);
  return { value, n };
}

/**
 * Area under the generalised risk-coverage curve (Traub et al. 2024), a fraction in [0, 1/2]: the risk
 * is the share of all samples that are accepted and wrong, integrated over the coverage by trapezoids.
 * Equals (1 - AUROC) * acc * (1 - acc) + (1 - acc)^2 / 2, with AUROC that of confidence for verdict.
 */
export function augrc(input: CalibrationInput): MetricResult {
  const { augrc: value, n } = riskCoverage(input);
  return { value, n };
}

/** Both areas from one ordering of the samples, which is what costs time. */
export function riskCoverage(input: CalibrationInput): RiskCoverage {
  const n = input.confidence.length;
  let [mean, generalised] = [0, 0];
  for (const { before, size, wrongBefore, wrong } of tiedGroups(input)) {
    for (let j = 1; j <= size; j++)
      mean += (wrongBefore + (wrong * j) / size) / (before + j) / n;
    generalised += ((size / n) * (wrongBefore + wrong / 2)) / n;
  }
  return { aurc: mean, augrc: generalised, n };
}

interface TiedGroup {
  /** More confident samples. */
  readonly before: number;
  readonly wrongBefore: number;
  /** Samples of this confidence. */
  readonly size: number;
  readonly wrong: number;
}

/** Samples grouped by confidence, the most confident ones first. */
function tiedGroups(input: CalibrationInput): TiedGroup[] {
  checkCalibrationInput(input);
  const { confidence } = input;
  // Two sorts of plain numbers and a merge: many times faster than sorting indices.
  const right = sortedWhere(input, 1);
  const wrong = sortedWhere(input, 0);
  const groups: TiedGroup[] = [];
  let [r, w] = [right.length, wrong.length];
  while (r > 0 || w > 0) {
    const before = confidence.length - r - w;
    const wrongBefore = wrong.length - w;
    const at = Math.max(right[r - 1] ?? -1, wrong[w - 1] ?? -1);
    while (r > 0 && right[r - 1] === at) r--;
    while (w > 0 && wrong[w - 1] === at) w--;
    const size = confidence.length - r - w - before;
    groups.push({ before, wrongBefore, size, wrong: wrong.length - w - wrongBefore });
  }
  return groups;
}

function sortedWhere({ confidence, correct }: CalibrationInput, verdict: 0 | 1) {
  const out = new Float64Array(confidence.length);
  let n = 0;
  for (let i = 0; i < confidence.length; i++)
    if (correct[i] === verdict) out[n++] = confidence[i]!;
  return out.subarray(0, n).sort();
}
