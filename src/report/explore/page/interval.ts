import type { ExplorerSet } from "../../../analysis/explore/explorer-data";
import type { Binning } from "../../../metrics/binned/bins";
import { centredInterval } from "../../../numeric/centred-interval";
import { mean } from "../../../numeric/mean";
import { randomFromState } from "../../../random/xoshiro";
import { eceOf, emptySums } from "./binned";
import type { Records } from "./records";

/** Ends of an interval. */
export interface Ends {
  readonly low: number;
  readonly high: number;
}

const LEVEL = 0.95;
/** The same stream for every view, so that a view has the same interval whenever it is shown. */
const STATE = [2410, 2681, 1, 1];
const RESAMPLES = { datasets: 2000, images: 400 };

/**
 * Centred bootstrap interval of a mean of data sets, of which each is the mean of its seeds: data sets and then seeds
 * are resampled. The intervals of the tables resample test images too, and are somewhat wider.
 * @param values by data set and seed, two data sets or more
 */
export function datasetInterval(values: readonly (readonly number[])[]): Ends {
  const draws = drawsOf(values.map((seeds) => seeds.length));
  const sorted = new Float64Array(RESAMPLES.datasets);
  let at = 0;
  for (let r = 0; r < sorted.length; r++) {
    let sum = 0;
    for (let d = 0; d < values.length; d++) {
      const seeds = values[draws[at++]!]!;
      let own = 0;
      for (let s = 0; s < seeds.length; s++) own += seeds[draws[at++]!]!;
      sum += own / seeds.length;
    }
    sorted[r] = sum / values.length;
  }
  const effect = mean(values.map((seeds) => mean(seeds)));
  return notNegative(centredInterval(effect, sorted.sort(), LEVEL));
}

let known: { readonly key: string; readonly draws: Uint16Array } | undefined;

/** For each resample and each of its data sets, which one was drawn and which of its seeds, for all views the same. */
function drawsOf(seeds: readonly number[]): Uint16Array {
  const key = seeds.join();
  if (known?.key === key) return known.draws;
  const random = randomFromState(STATE);
  const draws: number[] = [];
  for (let d = 0; d < RESAMPLES.datasets * seeds.length; d++) {
    const dataset = Math.floor(random() * seeds.length);
    draws.push(dataset);
    for (let s = 0; s < seeds[dataset]!; s++) {
      draws.push(Math.floor(random() * seeds[dataset]!));
    }
  }
  known = { key, draws: Uint16Array.from(draws) };
  return known.draws;
}

/**
 * Centred bootstrap interval of the mean ECE of a data set's seeds: the test images of each are resampled.
 * @param sets of one data set
 * @param effect the mean itself
 */
export function imageInterval(
  records: Records,
  sets: readonly ExplorerSet[],
  binning: Binning,
  effect: number,
): Ends {
  const random = randomFromState(STATE);
  const samples = sets.map((set) => samplesOf(records, set));
  const sorted = Float64Array.from({ length: RESAMPLES.images }, () =>
    mean(samples.map((own) => resampledEce(records, own, binning, random))),
  );
  return notNegative(centredInterval(effect, sorted.sort(), LEVEL));
}

/** The record of each sample, those of right predictions first within a record, and whether it was right. */
interface Samples {
  readonly record: Int32Array;
  readonly right: Uint8Array;
}

function samplesOf({ n, right }: Records, { first, records }: ExplorerSet): Samples {
  const [record, correct]: [number[], number[]] = [[], []];
  for (let i = first; i < first + records; i++) {
    for (let k = 0; k < n[i]!; k++) {
      record.push(i);
      correct.push(k < right[i]! ? 1 : 0);
    }
  }
  return { record: Int32Array.from(record), right: Uint8Array.from(correct) };
}

function resampledEce(
  { cell, confidence }: Records,
  { record, right }: Samples,
  binning: Binning,
  random: () => number,
): number {
  const sums = emptySums(binning);
  for (let k = 0; k < record.length; k++) {
    const sample = Math.floor(random() * record.length);
    const i = record[sample]!;
    sums.n[binning.weightBin[cell[i]!]!]! += 1;
    const bin = binning.meanBin[cell[i]!]!;
    if (bin < 0) continue;
    sums.members[bin]! += 1;
    sums.right[bin]! += right[sample]!;
    sums.confidence[bin]! += confidence[i]!;
  }
  return eceOf(sums);
}

function notNegative({ low, high }: Ends): Ends {
  return { low: Math.max(0, low), high };
}
