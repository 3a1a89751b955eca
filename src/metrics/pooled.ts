import type { Resample } from "../numeric/bootstrap";
import { type BinOptions, assignBins } from "./bins";
import { type CalibrationInput, checkCalibrationInput } from "./calibration-input";

/** Calibration over the samples of several data sets together, one value per seed, shape [seeds]. */
export interface PooledCalibration {
  readonly accuracy: Float64Array;
  /** Mean confidence minus accuracy. */
  readonly gap: Float64Array;
  readonly ece: Float64Array;
}

/**
 * Pools the test samples of all data sets, seed by seed, under any resample. The ECE of a single
 * data set has a floor that a few hundred images put there; pooled, the floor all but goes.
 *
 * Confidences are binned once; a resample only adds up.
 * @param cells [data set][seed], as the resample's units and seeds count them; all data sets with
 *   the same number of seeds, all seeds of a data set with the same samples in the same order
 * @param pool which of the resample's pools the samples are (see `BootstrapUnit.samples`)
 */
export function poolCalibration(
  cells: readonly (readonly CalibrationInput[])[],
  pool: number,
  options: BinOptions = {},
): (resample: Resample) => PooledCalibration {
  const prepared = cells.map((seeds) => seeds.map((input) => prepare(input, options)));
  return (resample) => {
    const slots = resample[0]?.seeds.length ?? 0;
    const sums = Array.from({ length: slots }, () => new BinSums(options.bins ?? 10));
    for (const { unit, seeds, counts } of resample) {
      for (let slot = 0; slot < slots; slot++) {
        sums[slot]!.add(prepared[unit]![seeds[slot]!]!, counts[pool]!);
      }
    }
    return {
      accuracy: Float64Array.from(sums, (sum) => sum.right / sum.n),
      gap: Float64Array.from(sums, (sum) => sum.excess / sum.n),
      ece: Float64Array.from(sums, (sum) => sum.ece()),
    };
  };
}

interface Prepared {
  readonly weightBin: Int32Array;
  /** As `Binning.meanBin`, but with one bin more for the samples that are in no mean. */
  readonly meanBin: Int32Array;
  readonly correct: Uint8Array;
  /** Confidence minus correctness of each sample. */
  readonly excess: Float64Array;
}

function prepare(input: CalibrationInput, options: BinOptions): Prepared {
  checkCalibrationInput(input);
  const { edges, weightBin, meanBin } = assignBins(input.confidence, options);
  return {
    weightBin,
    meanBin: meanBin.map((bin) => (bin < 0 ? edges.length - 1 : bin)),
    correct: input.correct,
    excess: input.confidence.map((confidence, i) => confidence - input.correct[i]!),
  };
}

/** ECE needs per bin only its weight, its members and the sum of their excess confidence. */
class BinSums {
  n = 0;
  right = 0;
  excess = 0;
  private readonly weight: Float64Array;
  private readonly members: Float64Array;
  private readonly binExcess: Float64Array;

  constructor(private readonly bins: number) {
    this.weight = new Float64Array(bins);
    this.members = new Float64Array(bins + 1);
    this.binExcess = new Float64Array(bins + 1);
  }

  add({ weightBin, meanBin, correct, excess }: Prepared, counts: Int32Array): void {
    const { weight, members, binExcess } = this;
    let [n, right, total] = [0, 0, 0];
    for (let i = 0; i < counts.length; i++) {
      const count = counts[i]!;
      const over = count * excess[i]!;
      n += count;
      right += count * correct[i]!;
      total += over;
      weight[weightBin[i]!]! += count;
      members[meanBin[i]!]! += count;
      binExcess[meanBin[i]!]! += over;
    }
    this.n += n;
    this.right += right;
    this.excess += total;
  }

  ece(): number {
    let sum = 0;
    for (let b = 0; b < this.bins; b++) {
      if (this.members[b]! > 0) {
        sum += (this.weight[b]! / this.n) * Math.abs(this.binExcess[b]! / this.members[b]!);
      }
    }
    return sum;
  }
}
