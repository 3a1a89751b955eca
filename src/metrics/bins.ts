import { PromptcalError, oneOf } from "../numeric/errors";
import { type CalibrationInput, checkCalibrationInput } from "./calibration-input";

/**
 * Which bin owns an edge.
 *
 * - `paper`: [a, b), and a confidence of exactly 1 counts in the weight of the last bin but enters
 *   no bin's mean. So does the code of the paper's lab (ml-stat-Sustech/CLIP_Calibration), and
 *   hence the paper's numbers.
 * - `textbook`: (a, b], with 0 in the first bin (Guo et al. 2017, section 2). Every sample counts.
 */
export type EdgeRule = "paper" | "textbook";

export const edgeRules: readonly EdgeRule[] = ["paper", "textbook"];

/** How to bin; every metric with equal-width bins takes these. */
export interface BinOptions {
  /** Number of equal-width bins on [0, 1]; 10 by default. */
  readonly bins?: number;
  /** `paper` by default. */
  readonly rule?: EdgeRule;
}

/** One bin of a reliability diagram. */
export interface Bin {
  readonly low: number;
  readonly high: number;
  /** Samples that give the bin its weight n_b. */
  readonly n: number;
  /** Samples behind the two means: n, except in the last bin under the `paper` rule. */
  readonly members: number;
  /** Mean correctness of the members; 0 in an empty bin. */
  readonly accuracy: number;
  /** Mean confidence of the members; 0 in an empty bin. */
  readonly confidence: number;
}

/** The bin of each sample, from which sums can be taken any number of times (as resampling does). */
export interface Binning {
  readonly rule: EdgeRule;
  /** Edges in rising order, length bins + 1, from 0 to 1. */
  readonly edges: Float64Array;
  /** The bin whose weight counts the sample; shape [n]. */
  readonly weightBin: Int32Array;
  /** The bin whose means the sample enters, -1 for none; shape [n]. */
  readonly meanBin: Int32Array;
}

/** Equal-width edges as numpy's linspace rounds them: i * (1 / bins), and 1 exactly at the end. */
export function equalWidthEdges(bins: number): Float64Array {
  if (!Number.isInteger(bins) || bins < 1) {
    throw new PromptcalError(`bins: expected a whole number of at least 1, got ${bins}`);
  }
  const step = 1 / bins;
  return Float64Array.from({ length: bins + 1 }, (_, i) => (i === bins ? 1 : i * step));
}

/** Puts each confidence of shape [n] into its bin. The values have to lie in [0, 1]. */
export function assignBins(
  confidence: Float64Array,
  { bins = 10, rule = "paper" }: BinOptions = {},
): Binning {
  oneOf(rule, edgeRules, "edge rule");
  const edges = equalWidthEdges(bins);
  const weightBin = new Int32Array(confidence.length);
  for (let i = 0; i < confidence.length; i++) {
    weightBin[i] = binOf(confidence[i]!, edges, rule);
  }
  const meanBin =
    rule === "paper"
      ? weightBin.map((bin, i) => (confidence[i] === 1 ? -1 : bin))
      : weightBin;
  return { rule, edges, weightBin, meanBin };
}

function binOf(value: number, edges: Float64Array, rule: EdgeRule): number {
  const last = edges.length - 2;
  // The product is at most one bin off by rounding; the edges themselves decide.
  let bin = Math.min(last, Math.floor(value * (last + 1)));
  if (rule === "paper") {
    while (bin < last && value >= edges[bin + 1]!) bin++;
    while (bin > 0 && value < edges[bin]!) bin--;
  } else {
    while (bin < last && value > edges[bin + 1]!) bin++;
    while (bin > 0 && value <= edges[bin]!) bin--;
  }
  return bin;
}

/** The bins of a reliability diagram, empty ones included, in rising order. */
export function reliabilityBins(
  input: CalibrationInput,
  options: BinOptions = {},
): readonly Bin[] {
  checkCalibrationInput(input);
  const { edges, weightBin, meanBin } = assignBins(input.confidence, options);
  const bins = edges.length - 1;
  const n = new Int32Array(bins);
  const members = new Int32Array(bins);
  const confidence = new Float64Array(bins);
  const correct = new Float64Array(bins);
  for (let i = 0; i < weightBin.length; i++) {
    n[weightBin[i]!]! += 1;
    const bin = meanBin[i]!;
    if (bin < 0) continue;
    members[bin]! += 1;
    confidence[bin]! += input.confidence[i]!;
    correct[bin]! += input.correct[i]!;
  }
  return Array.from({ length: bins }, (_, b) => ({
    low: edges[b]!,
    high: edges[b + 1]!,
    n: n[b]!,
    members: members[b]!,
    accuracy: correct[b]! / Math.max(1, members[b]!),
    confidence: confidence[b]! / Math.max(1, members[b]!),
  }));
}
