import { type Random, randomInteger } from "../random/random";

/**
 * One unit of the highest level, a data set: its number of seeds, and pools of samples (for instance
 * the base and the new test images) that all its seeds, and all methods, were tested on.
 */
export interface BootstrapUnit {
  readonly seeds: number;
  /** Size of each pool, 0 for none of its samples; every unit has the same number of pools. */
  readonly samples: readonly number[];
  /**
   * Units of one cluster are drawn together, with the same seeds and samples where they have as many: for instance the
   * same test images under several shifts. By default each unit is its own.
   */
  readonly cluster?: string;
}

/** One drawn unit of a resample. */
export interface UnitDraw {
  /** Index of the unit. */
  readonly unit: number;
  /** Indices of the drawn seeds, as many as the unit has. */
  readonly seeds: Int32Array;
  /** Per pool, how often each of its samples was drawn. */
  readonly counts: readonly Int32Array[];
}

/** The units of as many drawn clusters as there are clusters. */
export type Resample = readonly UnitDraw[];

/** Resamples that follow one another. */
export interface ResampleBatch {
  /** Index of the first. */
  readonly first: number;
  readonly resamples: readonly Resample[];
}

/** A resample that is drawn when it is asked for: a statistic that knows its values already needs none. */
export interface PendingResample {
  /** Of the resamples, from 0; -1 for everything drawn once. */
  readonly index: number;
  /**
   * It and some of its neighbours, for a statistic that is faster on several at a time. The same at each call, and those
   * that would be drawn if all before them had been.
   */
  readonly batch: () => ResampleBatch;
}

/** Resamples drawn at a time: their counts and what is summed of them stay in the processor's cache. */
const BATCH = 32;

/** The resample that is pending. */
export function drawn({ index, batch }: PendingResample): Resample {
  const { first, resamples } = batch();
  return resamples[index - first]!;
}

/** Everything drawn once. */
export function wholeUnit({ seeds, samples }: BootstrapUnit, unit: number): UnitDraw {
  return {
    unit,
    seeds: Int32Array.from({ length: seeds }, (_, seed) => seed),
    counts: samples.map((size) => new Int32Array(size).fill(1)),
  };
}

/**
 * Resamples by their index, asked for in rising order. Drawing one draws those that were left out before it.
 * @param count of all resamples: more are not drawn
 */
export function pendingResamples(
  units: readonly BootstrapUnit[],
  random: Random,
  count: number,
): (index: number) => PendingResample {
  const clusters = clustersOf(units);
  let last: ResampleBatch = { first: 0, resamples: [] };
  const end = (): number => last.first + last.resamples.length;
  const batchOf = (index: number): ResampleBatch => {
    while (end() <= index && end() < count) {
      const resamples = Array.from({ length: Math.min(BATCH, count - end()) }, () =>
        drawResample(units, clusters, random),
      );
      last = { first: end(), resamples };
    }
    return last;
  };
  return (index) => ({ index, batch: () => batchOf(index) });
}

/** Indices of the units of each cluster. */
function clustersOf(units: readonly BootstrapUnit[]): readonly (readonly number[])[] {
  const clusters = new Map<string | number, number[]>();
  units.forEach(({ cluster }, unit) => {
    const key = cluster ?? unit;
    clusters.set(key, [...(clusters.get(key) ?? []), unit]);
  });
  return [...clusters.values()];
}

function drawResample(
  units: readonly BootstrapUnit[],
  clusters: readonly (readonly number[])[],
  random: Random,
): Resample {
  return clusters.flatMap(() => {
    const drawn: UnitDraw[] = [];
    for (const unit of clusters[randomInteger(clusters.length, random)]!) {
      const like = drawn.find((other) => sameSizes(units[other.unit]!, units[unit]!));
      drawn.push(like === undefined ? drawUnit(units, unit, random) : { ...like, unit });
    }
    return drawn;
  });
}

function sameSizes(a: BootstrapUnit, b: BootstrapUnit): boolean {
  return a.seeds === b.seeds && a.samples.every((size, pool) => size === b.samples[pool]);
}

function drawUnit(units: readonly BootstrapUnit[], unit: number, random: Random): UnitDraw {
  const { seeds, samples } = units[unit]!;
  return {
    unit,
    seeds: Int32Array.from({ length: seeds }, () => randomInteger(seeds, random)),
    counts: samples.map((size) => {
      const counts = new Int32Array(size);
      // `randomInteger`, without a call into its module for each of tens of millions of draws.
      for (let i = 0; i < size; i++) counts[Math.floor(random() * size)]! += 1;
      return counts;
    }),
  };
}
