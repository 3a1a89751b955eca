import { shareRight } from "../accuracy";
import { type CalibrationInput, checkCalibrationInput } from "../calibration-input";
import { meanExcess } from "../signed-gap";
import { meanGap } from "./bin-means";
import { type BinOptions, assignBins } from "./bins";

/** Accuracy, signed gap and ECE of some samples, fractions. */
export interface Calibration {
  readonly accuracy: number;
  /** Mean confidence minus accuracy. */
  readonly gap: number;
  readonly ece: number;
}

/**
 * Samples as resampling needs them: bin after bin, in their own order within each, so that a bin's sums stay in
 * registers and come to the same bits.
 */
export interface BinnedSamples {
  /** Of the samples in this order, where each was in the input. */
  readonly sample: Int32Array;
  readonly confidence: Float64Array;
  /** All bits of a right prediction are set, which is faster than a product. */
  readonly right: Int32Array;
  /** Where the samples of each bin end; one bin more is of confidences that enter no bin's mean. */
  readonly ends: Int32Array;
}

/** Bins samples. */
export function binnedSamples(input: CalibrationInput, options: BinOptions): BinnedSamples {
  checkCalibrationInput(input);
  const { edges, meanBin } = assignBins(input.confidence, options);
  const bin = meanBin.map((own) => (own < 0 ? edges.length - 1 : own));
  const sample = Int32Array.from(bin.keys()).sort((a, b) => bin[a]! - bin[b]! || a - b);
  const ends = new Int32Array(edges.length);
  for (const own of bin) ends[own]! += 1;
  for (let b = 1; b < ends.length; b++) ends[b]! += ends[b - 1]!;
  return {
    sample,
    confidence: Float64Array.from(sample, (i) => input.confidence[i]!),
    right: Int32Array.from(sample, (i) => -input.correct[i]!),
    ends,
  };
}

/** Sums over the samples of each bin, and of one bin more for those in no mean; of several sets of samples. */
export class BinSums {
  private readonly members: Float64Array;
  private readonly right: Float64Array;
  private readonly confidence: Float64Array;
  /** What the ECE reads; one for all sets, filled for each in turn. */
  private readonly means: { n: number; accuracy: number; confidence: number }[];

  constructor(
    sets: number,
    private readonly bins: number,
  ) {
    this.members = new Float64Array(sets * (bins + 1));
    this.right = new Float64Array(sets * (bins + 1));
    this.confidence = new Float64Array(sets * (bins + 1));
    this.means = Array.from({ length: bins }, () => ({ n: 0, accuracy: 0, confidence: 0 }));
  }

  /** Adds samples to an empty set. */
  add(
    set: number,
    { sample, right, confidence, ends }: BinnedSamples,
    counts: Int32Array,
  ): void {
    const from = set * (this.bins + 1);
    let i = 0;
    for (let b = 0; b < ends.length; b++) {
      const end = ends[b]!;
      let members = 0;
      let hits = 0;
      let total = 0;
      for (; i < end; i++) {
        const count = counts[sample[i]!]!;
        members += count;
        hits += count & right[i]!;
        total += count * confidence[i]!;
      }
      this.members[from + b] = members;
      this.right[from + b] = hits;
      this.confidence[from + b] = total;
    }
  }

  /** Adds a set of others to one of these. */
  merge(set: number, others: BinSums, other: number): void {
    const [to, from] = [set * (this.bins + 1), other * (this.bins + 1)];
    for (let b = 0; b <= this.bins; b++) {
      this.members[to + b]! += others.members[from + b]!;
      this.right[to + b]! += others.right[from + b]!;
      this.confidence[to + b]! += others.confidence[from + b]!;
    }
  }

  /** The metrics' own formulas on these sums. */
  calibration(set: number): Calibration {
    const { members, right, confidence, means, bins } = this;
    const from = set * (bins + 1);
    const all = { n: 0, right: 0, confidence: 0 };
    for (let b = from; b <= from + bins; b++) {
      all.n += members[b]!;
      all.right += right[b]!;
      all.confidence += confidence[b]!;
    }
    for (let b = 0; b < bins; b++) {
      const own = members[from + b]!;
      const mean = means[b]!;
      mean.n = own;
      mean.accuracy = right[from + b]! / Math.max(1, own);
      mean.confidence = confidence[from + b]! / Math.max(1, own);
    }
    // Samples in no mean still give their weight to the last bin.
    means[bins - 1]!.n += members[from + bins]!;
    return { accuracy: shareRight(all), gap: meanExcess(all), ece: meanGap(means) };
  }
}
