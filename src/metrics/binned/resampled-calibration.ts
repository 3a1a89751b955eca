import type { Resample } from "../../numeric/bootstrap";
import { shareRight } from "../accuracy";
import { meanGap } from "./bin-means";
import { type BinOptions, assignBins } from "./bins";
import { type CalibrationInput, checkCalibrationInput } from "../calibration-input";
import { meanExcess } from "../signed-gap";

/** Accuracy, signed gap and ECE of some samples, fractions. */
export interface Calibration {
  readonly accuracy: number;
  /** Mean confidence minus accuracy. */
  readonly gap: number;
  readonly ece: number;
}

/** Calibration over several data sets and seeds, averaged in both ways. */
export interface ResampledCalibration {
  /**
   * Of each data set and seed by itself, then the mean over data sets and seeds: what the paper
   * computes. The ECE of a data set of a few hundred samples has a floor (see `eceFloor`).
   */
  readonly datasetMean: Calibration;
  /**
   * Of the samples of all data sets together, seed by seed, then the mean over seeds. Its ECE has a
   * lower floor, but over- and underconfident data sets cancel.
   */
  readonly pooled: Calibration;
}

/**
 * Calibration of the test samples of several data sets under any resample. Confidences are binned
 * once; a resample only adds up.
 * @param cells [data set][seed], as the resample's units and seeds count them; all data sets with
 *   the same number of seeds, all seeds of a data set with the same samples in the same order
 * @param pool which of the resample's pools the samples are (see `BootstrapUnit.samples`)
 */
export function resampledCalibration(
  cells: readonly (readonly CalibrationInput[])[],
  pool: number,
  options: BinOptions = {},
): (resample: Resample) => ResampledCalibration {
  const prepared = cells.map((seeds) => seeds.map((input) => prepare(input, options)));
  const { bins = 10 } = options;
  const cell = new BinSums(bins);
  return (resample) => {
    const slots = resample[0]?.seeds.length ?? 0;
    const pools = Array.from({ length: slots }, () => new BinSums(bins));
    const single: Calibration[] = [];
    for (const { unit, seeds, counts } of resample) {
      for (let slot = 0; slot < slots; slot++) {
        cell.clear();
        cell.add(prepared[unit]![seeds[slot]!]!, counts[pool]!);
        single.push(cell.calibration());
        pools[slot]!.merge(cell);
      }
    }
    return {
      datasetMean: meanCalibration(single),
      pooled: meanCalibration(pools.map((sums) => sums.calibration())),
    };
  };
}

function meanCalibration(all: readonly Calibration[]): Calibration {
  const mean = (of: keyof Calibration): number =>
    all.reduce((sum, each) => sum + each[of], 0) / all.length;
  return { accuracy: mean("accuracy"), gap: mean("gap"), ece: mean("ece") };
}

/**
 * Samples as resampling needs them: bin after bin, in their own order within each, so that a bin's sums stay in
 * registers and come to the same bits.
 */
interface Prepared {
  /** Of the samples in this order, where each was in the input. */
  readonly sample: Int32Array;
  readonly confidence: Float64Array;
  readonly correct: Uint8Array;
  /** Where the samples of each bin end; one bin more is of confidences that enter no bin's mean. */
  readonly ends: Int32Array;
}

function prepare(input: CalibrationInput, options: BinOptions): Prepared {
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
    correct: Uint8Array.from(sample, (i) => input.correct[i]!),
    ends,
  };
}

/** Sums over the samples of each bin, and of one bin more for those in no mean. */
class BinSums {
  private readonly members: Float64Array;
  private readonly right: Float64Array;
  private readonly confidence: Float64Array;

  constructor(private readonly bins: number) {
    this.members = new Float64Array(bins + 1);
    this.right = new Float64Array(bins + 1);
    this.confidence = new Float64Array(bins + 1);
  }

  clear(): void {
    for (const sums of [this.members, this.right, this.confidence]) sums.fill(0);
  }

  add({ sample, correct, confidence, ends }: Prepared, counts: Int32Array): void {
    let i = 0;
    for (let b = 0; b < ends.length; b++) {
      const end = ends[b]!;
      let [members, right, total] = [this.members[b]!, this.right[b]!, this.confidence[b]!];
      for (; i < end; i++) {
        const count = counts[sample[i]!]!;
        members += count;
        right += count * correct[i]!;
        total += count * confidence[i]!;
      }
      this.members[b] = members;
      this.right[b] = right;
      this.confidence[b] = total;
    }
  }

  merge({ members, right, confidence }: BinSums): void {
    for (let b = 0; b <= this.bins; b++) {
      this.members[b]! += members[b]!;
      this.right[b]! += right[b]!;
      this.confidence[b]! += confidence[b]!;
    }
  }

  /** The metrics' own formulas on these sums. */
  calibration(): Calibration {
    const { members, right, confidence } = this;
    const last = this.bins - 1;
    const bins = Array.from({ length: this.bins }, (_, b) => ({
      // Samples in no mean still give their weight to the last bin.
      n: members[b]! + (b === last ? members[last + 1]! : 0),
      accuracy: right[b]! / Math.max(1, members[b]!),
      confidence: confidence[b]! / Math.max(1, members[b]!),
    }));
    const all = { n: total(members), right: total(right), confidence: total(confidence) };
    return { accuracy: shareRight(all), gap: meanExcess(all), ece: meanGap(bins) };
  }
}

function total(sums: Float64Array): number {
  let sum = 0;
  for (let b = 0; b < sums.length; b++) sum += sums[b]!;
  return sum;
}
