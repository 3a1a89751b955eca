import type { Bin, Binning } from "./bins";
import type { CalibrationInput } from "./calibration-input";

/** Counts and means of every bin of a binning of the same samples, empty ones included. */
export function binMeans(input: CalibrationInput, binning: Binning): readonly Bin[] {
  return means(binSums(input, binning), binning.edges);
}

/** Samples dealt to groups that are left out in turn. */
export interface SampleGroups {
  /** The group of each sample, shape [n]. */
  readonly of: Int32Array;
  readonly count: number;
}

/** The bins of all samples, then those without each group in turn, under the same edges. */
export function binMeansWithoutGroups(
  input: CalibrationInput,
  binning: Binning,
  groups: SampleGroups,
): readonly (readonly Bin[])[] {
  const all = binSums(input, binning);
  const bins = binning.edges.length - 1;
  const own = binSums(input, binning, groups);
  const without = Array.from({ length: groups.count }, (_, g) => {
    const rest = (of: keyof Sums) => all[of].map((sum, b) => sum - own[of][g * bins + b]!);
    const [n, members] = [rest("n"), rest("members")];
    return { n, members, confidence: rest("confidence"), correct: rest("correct") };
  });
  return [all, ...without].map((sums) => means(sums, binning.edges));
}

/** Sums over the samples of each bin, shape [bins], or of each bin of each group, [groups * bins]. */
interface Sums {
  readonly n: Float64Array;
  readonly members: Float64Array;
  readonly confidence: Float64Array;
  readonly correct: Float64Array;
}

function binSums(
  input: CalibrationInput,
  { edges, weightBin, meanBin }: Binning,
  groups?: SampleGroups,
): Sums {
  const bins = edges.length - 1;
  const cells = bins * (groups?.count ?? 1);
  const n = new Float64Array(cells);
  const members = new Float64Array(cells);
  const confidence = new Float64Array(cells);
  const correct = new Float64Array(cells);
  for (let i = 0; i < weightBin.length; i++) {
    const first = groups === undefined ? 0 : groups.of[i]! * bins;
    n[first + weightBin[i]!]! += 1;
    const bin = meanBin[i]!;
    if (bin < 0) continue;
    members[first + bin]! += 1;
    confidence[first + bin]! += input.confidence[i]!;
    correct[first + bin]! += input.correct[i]!;
  }
  return { n, members, confidence, correct };
}

function means({ n, members, confidence, correct }: Sums, edges: Float64Array): Bin[] {
  return Array.from(n, (_, b) => ({
    low: edges[b]!,
    high: edges[b + 1]!,
    n: n[b]!,
    members: members[b]!,
    accuracy: correct[b]! / Math.max(1, members[b]!),
    confidence: confidence[b]! / Math.max(1, members[b]!),
  }));
}

/** The mean size of the bins' gaps, weighted by their samples: what ECE and ACE are; 0 of no samples. */
export function meanGap(bins: readonly Bin[]): number {
  const n = bins.reduce((sum, bin) => sum + bin.n, 0);
  let value = 0;
  if (n === 0) return value;
  for (const bin of bins) value += (bin.n / n) * Math.abs(bin.accuracy - bin.confidence);
  return value;
}
