import {
  type CalibrationInput,
  type MetricResult,
  checkCalibrationInput,
} from "./calibration-input";

/**
 * Area under the risk-coverage curve (Geifman and El-Yaniv 2017), a fraction in [0, 1]: the mean over
 * i = 1..n of the error rate among the i most confident samples. Samples of equal confidence are taken
 * in random order; the value is the expectation over these orders.
 */
export function aurc(input: CalibrationInput): MetricResult {
  const n = input.confidence.length;
  let value = 0;
  for (const { before, size, wrongBefore, wrong } of tiedGroups(input)) {
    for (let j = 1; j <= size; j++)
      value += (wrongBefore + (wrong * j) / size) / (before + j) / n;
  }
  return { value, n };
}

/**
 * Area under the generalised risk-coverage curve (Traub et al. 2024), a fraction in [0, 1/2]: the risk
 * is the share of all samples that are accepted and wrong, integrated over the coverage by trapezoids.
 * Equals (1 - AUROC) * acc * (1 - acc) + (1 - acc)^2 / 2, with AUROC that of confidence for verdict.
 */
export function augrc(input: CalibrationInput): MetricResult {
  const n = input.confidence.length;
  let value = 0;
  for (const { size, wrongBefore, wrong } of tiedGroups(input))
    value += ((size / n) * (wrongBefore + wrong / 2)) / n;
  return { value, n };
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
  const { confidence, correct } = input;
  const order = new Uint32Array(confidence.length)
    .map((_, i) => i)
    .sort((a, b) => confidence[b]! - confidence[a]!);
  const groups: TiedGroup[] = [];
  let wrongBefore = 0;
  for (let from = 0, to = 0; from < order.length; from = to) {
    let wrong = 0;
    while (to < order.length && confidence[order[to]!] === confidence[order[from]!])
      wrong += 1 - correct[order[to++]!]!;
    groups.push({ before: from, wrongBefore, size: to - from, wrong });
    wrongBefore += wrong;
  }
  return groups;
}
