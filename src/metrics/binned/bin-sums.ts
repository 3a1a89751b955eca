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

/** Weight of a right sample among the members. Counts below it share a double with the members, and both sums stay exact. */
const RIGHT = 2 ** 26;

/**
 * Samples as resampling needs them: bin after bin, in their own order within each, so that a bin's sums stay in
 * registers and come to the same bits.
 */
export interface BinnedSamples {
  /** Of the samples in this order, where each was in the input. */
  readonly sample: Int32Array;
  readonly confidence: Float64Array;
  /** 1 for a wrong prediction, 1 + `RIGHT` for a right one: one sum counts members and hits. */
  readonly weight: Float64Array;
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
    weight: Float64Array.from(sample, (i) => 1 + RIGHT * input.correct[i]!),
    ends,
  };
}

/** A draw of samples, and the set that its sums are. */
export interface SetOfSamples {
  readonly set: number;
  /** How often each sample was drawn, in the input's order. */
  readonly counts: Int32Array;
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

  /**
   * Fills sets with draws of the same samples. Four at a time share what is read of a sample, and their sums do not
   * wait for each other; where fewer are left, the last is summed again, to the same numbers.
   */
  fill(samples: BinnedSamples, draws: readonly SetOfSamples[]): void {
    const last = draws.length - 1;
    for (let i = 0; i <= last; i += 4) {
      const [b, c, d] = [
        Math.min(i + 1, last),
        Math.min(i + 2, last),
        Math.min(i + 3, last),
      ];
      this.fillFour(samples, [draws[i]!, draws[b]!, draws[c]!, draws[d]!]);
    }
  }

  private fillFour(
    { sample, weight, confidence, ends }: BinnedSamples,
    [a, b, c, d]: readonly [SetOfSamples, SetOfSamples, SetOfSamples, SetOfSamples],
  ): void {
    const [countsA, countsB, countsC, countsD] = [a.counts, b.counts, c.counts, d.counts];
    let i = 0;
    for (let bin = 0; bin < ends.length; bin++) {
      const end = ends[bin]!;
      let weightA = 0;
      let weightB = 0;
      let weightC = 0;
      let weightD = 0;
      let totalA = 0;
      let totalB = 0;
      let totalC = 0;
      let totalD = 0;
      for (; i < end; i++) {
        const s = sample[i]!;
        const own = weight[i]!;
        const p = confidence[i]!;
        const inA = countsA[s]!;
        const inB = countsB[s]!;
        const inC = countsC[s]!;
        const inD = countsD[s]!;
        weightA += inA * own;
        weightB += inB * own;
        weightC += inC * own;
        weightD += inD * own;
        totalA += inA * p;
        totalB += inB * p;
        totalC += inC * p;
        totalD += inD * p;
      }
      this.put(a.set, bin, weightA, totalA);
      this.put(b.set, bin, weightB, totalB);
      this.put(c.set, bin, weightC, totalC);
      this.put(d.set, bin, weightD, totalD);
    }
  }

  private put(set: number, bin: number, weight: number, confidence: number): void {
    const at = set * (this.bins + 1) + bin;
    const right = Math.floor(weight / RIGHT);
    this.members[at] = weight - right * RIGHT;
    this.right[at] = right;
    this.confidence[at] = confidence;
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
