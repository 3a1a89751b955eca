import type { Bin, Binning } from "./bins";
import type { CalibrationInput } from "../calibration-input";
import type { SampleGroups } from "../intervals/sample-groups";

/**
 * Counts and means of every bin of a binning of the same samples, empty ones included.
 * @param weights how often each sample counts, shape [n]; once by default
 */
export function binMeans(
  input: CalibrationInput,
  binning: Binning,
  weights?: ArrayLike<number>,
): readonly Bin[] {
  return means(binSums(input, binning, { weights }), binning.edges);
}

/** The bins of all samples, then those without each group in turn, under the same edges. */
export function binMeansWithoutGroups(
  input: CalibrationInput,
  binning: Binning,
  groups: SampleGroups,
): readonly (readonly Bin[])[] {
  const all = binSums(input, binning);
  if (groups.count === 0) return [means(all, binning.edges)];
  const bins = binning.edges.length - 1;
  const own = binSums(input, binning, { groups });
  const without = Array.from({ length: groups.count }, (_, g) => {
    const rest = (of: keyof Sums) => all[of].map((sum, b) => sum - own[of][g * bins + b]!);
    const [n, members] = [rest("n"), rest("members")];
    return { n, members, confidence: rest("confidence"), correct: rest("correct") };
  });
  return [all, ...without].map((sums) => means(sums, binning.edges));
}

/** Sums over the samples of each bin, shape [bins], or of each bin of each group, [groups * bins]. */
interface Sums {
  readonly n: readonly number[];
  readonly members: readonly number[];
  readonly confidence: readonly number[];
  readonly correct: readonly number[];
}

interface Counting {
  readonly weights?: ArrayLike<number>;
  readonly groups?: SampleGroups;
}

function binSums(
  input: CalibrationInput,
  { edges, weightBin, meanBin }: Binning,
  { weights, groups }: Counting = {},
): Sums {
  const bins = edges.length - 1;
  const cells = bins * (groups?.count ?? 1);
  // Plain arrays: a bootstrap makes thousands of short ones, of which typed ones cost far more.
  const [n, members, confidence, correct] = [
    zeros(cells),
    zeros(cells),
    zeros(cells),
    zeros(cells),
  ];
  for (let i = 0; i < weightBin.length; i++) {
    const first = groups === undefined ? 0 : groups.of[i]! * bins;
    const weight = weights === undefined ? 1 : weights[i]!;
    n[first + weightBin[i]!]! += weight;
    const bin = meanBin[i]!;
    if (bin < 0) continue;
    members[first + bin]! += weight;
    confidence[first + bin]! += weight * input.confidence[i]!;
    correct[first + bin]! += weight * input.correct[i]!;
  }
  return { n, members, confidence, correct };
}

function zeros(length: number): number[] {
  return new Array<number>(length).fill(0);
}

function means({ n, members, confidence, correct }: Sums, edges: Float64Array): Bin[] {
  return n.map((count, b) => ({
    low: edges[b]!,
    high: edges[b + 1]!,
    n: count,
    members: members[b]!,
    accuracy: correct[b]! / Math.max(1, members[b]!),
    confidence: confidence[b]! / Math.max(1, members[b]!),
  }));
}

/** What a formula over bins reads of each. */
export type BinMeans = Pick<Bin, "n" | "accuracy" | "confidence">;

/** Samples in all bins. */
export function totalOf(bins: readonly BinMeans[]): number {
  return bins.reduce((sum, bin) => sum + bin.n, 0);
}

/** Mean of a number of each bin, weighted by the bins' samples; 0 of no samples. */
export function meanOverBins(
  bins: readonly BinMeans[],
  of: (bin: BinMeans) => number,
): number {
  const n = totalOf(bins);
  let value = 0;
  if (n === 0) return value;
  for (const bin of bins) value += (bin.n / n) * of(bin);
  return value;
}

/** The mean size of the bins' gaps: what ECE and ACE are. */
export function meanGap(bins: readonly BinMeans[]): number {
  return meanOverBins(bins, (bin) => Math.abs(bin.accuracy - bin.confidence));
}
