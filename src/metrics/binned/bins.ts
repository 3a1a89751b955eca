import { PromptcalError, oneOf } from "../../errors/promptcal-error";
import { quantiles } from "../../numeric/quantile";

/**
 * Which bin owns an edge, named by what it does.
 *
 * - `right-closed`: (a, b], with 0 in the first bin (Guo et al. 2017, section 2). Every sample counts, so
 *   that ECE is never below |confidence - accuracy|.
 * - `left-closed-drop-1`: [a, b), and a confidence of exactly 1 counts in the weight of the last bin but
 *   enters no bin's mean. So does the code of the paper's lab (ml-stat-Sustech/CLIP_Calibration), and
 *   hence the paper's numbers.
 */
export const edgeRules = ["right-closed", "left-closed-drop-1"] as const;

/** Earlier names of the rules, which users and stored files may still write. */
export const edgeRuleAliases = {
  textbook: "right-closed",
  paper: "left-closed-drop-1",
} as const satisfies Readonly<Record<string, (typeof edgeRules)[number]>>;

/** The name of a rule, or an earlier one. Results hold the names of `edgeRules`. */
export type EdgeRule = (typeof edgeRules)[number] | keyof typeof edgeRuleAliases;

/** Names of the rules, earlier ones last. */
export const EDGE_RULE_NAMES: readonly EdgeRule[] = [
  ...edgeRules,
  ...(Object.keys(edgeRuleAliases) as (keyof typeof edgeRuleAliases)[]),
];

/**
 * The rule that a name or an earlier name stands for.
 * @throws PromptcalError with the nearest name for one that is none
 */
export function edgeRule(name: string): (typeof edgeRules)[number] {
  const known = oneOf(name, EDGE_RULE_NAMES, "edge rule");
  return known === "paper" || known === "textbook" ? edgeRuleAliases[known] : known;
}

/** How the bins of a result lie: equal-width bins by their edge rule, or equal-mass ones. */
export type BinRule = EdgeRule | "quantile";

/** How to bin; every metric with equal-width bins takes these. */
export interface BinOptions {
  /** Number of equal-width bins on [0, 1]; 10 by default. */
  readonly bins?: number;
  /** `left-closed-drop-1` by default, as in the paper. */
  readonly rule?: EdgeRule;
}

/** How bins were made: all of `BinOptions`, chosen. */
export type BinSettings = Required<BinOptions>;

/** The options with their defaults filled in, the rule by its present name. */
export function binSettings({
  bins = 10,
  rule = "left-closed-drop-1",
}: BinOptions = {}): BinSettings {
  return { bins, rule: edgeRule(rule) };
}

/** One bin of a reliability diagram. */
export interface Bin {
  readonly low: number;
  readonly high: number;
  /** Samples that give the bin its weight n_b. */
  readonly n: number;
  /** Samples behind the two means: n, except in the last bin under `left-closed-drop-1`. */
  readonly members: number;
  /** Mean correctness of the members; 0 in an empty bin. */
  readonly accuracy: number;
  /** Mean confidence of the members; 0 in an empty bin. */
  readonly confidence: number;
}

/** The bin of each sample, from which sums can be taken any number of times (as resampling does). */
export interface Binning {
  readonly rule: BinRule;
  /** Edges in rising order, length bins + 1; equal-width ones from 0 to 1. */
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
export function assignBins(confidence: Float64Array, options: BinOptions = {}): Binning {
  const { bins, rule } = binSettings(options);
  const edges = equalWidthEdges(bins);
  const weightBin = new Int32Array(confidence.length);
  for (let i = 0; i < confidence.length; i++) {
    weightBin[i] = binOf(confidence[i]!, edges, rule);
  }
  const meanBin =
    rule === "left-closed-drop-1" ? withoutOnes(confidence, weightBin) : weightBin;
  return { rule, edges, weightBin, meanBin };
}

/** The bins with -1 for a confidence of exactly 1; the same array where there is none. */
function withoutOnes(confidence: Float64Array, bins: Int32Array): Int32Array {
  let at = confidence.indexOf(1);
  if (at < 0) return bins;
  const out = bins.slice();
  for (; at >= 0; at = confidence.indexOf(1, at + 1)) out[at] = -1;
  return out;
}

function binOf(value: number, edges: Float64Array, rule: EdgeRule): number {
  const last = edges.length - 2;
  // The product is at most one bin off by rounding; the edges themselves decide.
  let bin = Math.min(last, Math.floor(value * (last + 1)));
  if (rule === "left-closed-drop-1") {
    while (bin < last && value >= edges[bin + 1]!) bin++;
    while (bin > 0 && value < edges[bin]!) bin--;
  } else {
    while (bin < last && value > edges[bin + 1]!) bin++;
    while (bin > 0 && value <= edges[bin]!) bin--;
  }
  return bin;
}

/**
 * As `assignBins`, but a confidence of exactly 1 is in the means of the last bin under
 * `left-closed-drop-1` too: the lab's code leaves it out of its ECE only, not of MCE and PIECE.
 */
export function assignBinsWithOnes(
  confidence: Float64Array,
  options: BinOptions = {},
): Binning {
  const binning = assignBins(confidence, options);
  return { ...binning, meanBin: binning.weightBin };
}

/** Edges closer than this are one edge, as in scikit-learn's KBinsDiscretizer. */
const MIN_WIDTH = 1e-8;

/**
 * Equal-mass bins: edges at the quantiles i / bins of the values (linear interpolation, as numpy's
 * percentile), [a, b) with the last bin closed. Edges that coincide are merged, so ties leave fewer
 * bins. As scikit-learn's KBinsDiscretizer, which the paper's lab uses.
 * @param values shape [n], of any range; at least one
 */
export function assignEqualMassBins(values: Float64Array, bins = 10): Binning {
  // numpy's percentile of linspace(0, 100, bins + 1): the same rounding decides the same ties.
  equalWidthEdges(bins);
  const step = 100 / bins;
  const shares = Array.from({ length: bins + 1 }, (_, i) =>
    i === bins ? 1 : (i * step) / 100,
  );
  const found = quantiles(values, shares);
  const distinct = found.filter((edge, i) => i === 0 || edge - found[i - 1]! > MIN_WIDTH);
  const edges = Float64Array.from(
    distinct.length > 1 ? distinct : [found[0]!, found[bins]!],
  );
  const weightBin = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) weightBin[i] = binAbove(values[i]!, edges);
  return { rule: "quantile", edges, weightBin, meanBin: weightBin };
}

/** The bin [a, b) of a value between the first and the last edge, by bisection. */
function binAbove(value: number, edges: Float64Array): number {
  let low = 0;
  let high = edges.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (value >= edges[middle]!) low = middle;
    else high = middle - 1;
  }
  return low;
}
