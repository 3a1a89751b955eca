import { centredInterval, centredPValue } from "./centred-interval";
import { PromptcalError, mismatch } from "../errors/promptcal-error";
import { mean } from "./mean";
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

/** What to resample and how. */
export interface BootstrapOptions {
  readonly units: readonly BootstrapUnit[];
  /**
   * The effects to judge, computed from a resample; the same number of them each time. It is called
   * once with everything drawn once, so that effects and their resamples share one code.
   */
  readonly statistic: (resample: Resample, replicas: Int32Array) => ArrayLike<number>;
  /**
   * Number of replicas of the whole design, for instance pretrained models that all units were computed with.
   * Each resample draws them again, and the statistic gets their indices; 1 by default.
   */
  readonly replicas?: number;
  readonly random: Random;
  /** 2000 by default. */
  readonly resamples?: number;
  /** 0.95 by default. */
  readonly level?: number;
  /** The value of each effect that its p-value tests; 0 for all by default. */
  readonly nulls?: readonly number[];
}

/** An effect with its interval. */
export interface Interval {
  /** The statistic of the data itself. */
  readonly effect: number;
  readonly low: number;
  readonly high: number;
  /** Standard deviation of the resampled effects. */
  readonly standardError: number;
  /** Two-sided p-value of the null value: 1 minus the level of the widest interval without it. */
  readonly pValue: number;
  readonly level: number;
  readonly resamples: number;
}

/**
 * Hierarchical paired bootstrap. Each resample draws, with replacement, units (or clusters of them), then within
 * each drawn unit its seeds and, per pool, its samples. Pairing: whatever the statistic compares
 * (methods, base and new classes) sees the same draw. All seeds of a drawn unit see the same
 * samples, because the test images of a data set are the same for every seed.
 *
 * Resampling the lower levels too counts their noise twice (Davison and Hinkley 1997, section 3.8),
 * so intervals are somewhat wide: the safe side, with as few data sets as there are.
 *
 * Intervals are centred (see `centredInterval`): ECE is biased upwards by sampling noise, and
 * resampling samples adds that bias once more.
 * @returns one interval per effect
 * @throws PromptcalError for no units, no seeds, or a statistic that is not a finite number
 * @example
 * // One data set, one seed, four test images; two methods that differ by 0.5 on each image.
 * const [first, second] = [[1, 0, 1, 0], [0.5, -0.5, 0.5, -0.5]];
 * const [interval] = pairedBootstrap({
 *   units: [{ seeds: 1, samples: [4] }],
 *   statistic: ([{ counts }]) => {
 *     const mean = (of) => of.reduce((sum, x, i) => sum + counts[0][i] * x, 0) / 4;
 *     return [mean(first) - mean(second)];
 *   },
 *   random: seededRandom("example"),
 * });
 * [interval.low, interval.effect, interval.high]; // => [0.5, 0.5, 0.5]
 */
export function pairedBootstrap(options: BootstrapOptions): readonly Interval[] {
  const { resamples = 2000, level = 0.95, nulls } = options;
  if (!(level > 0 && level < 1)) {
    throw new PromptcalError(`bootstrap: expected a level in (0, 1), got ${level}`);
  }
  return bootstrapDistribution(options).map(({ effect, sorted }, k) => ({
    effect,
    ...centredInterval(effect, sorted, level),
    standardError: standardDeviation(sorted),
    pValue: centredPValue(effect, sorted, nulls?.[k] ?? 0),
    level,
    resamples,
  }));
}

function standardDeviation(values: Float64Array): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}

/** An effect with its values in all resamples. */
export interface BootstrapDistribution {
  readonly effect: number;
  /** In rising order, shape [resamples]. */
  readonly sorted: Float64Array;
}

/** The resampled effects from which `pairedBootstrap` makes intervals, as there. */
export function bootstrapDistribution({
  units,
  statistic,
  replicas = 1,
  random,
  resamples = 2000,
}: Omit<BootstrapOptions, "level" | "nulls">): readonly BootstrapDistribution[] {
  checkDesign(units, resamples, replicas);
  const every = Int32Array.from({ length: replicas }, (_, replica) => replica);
  const effects = evaluate(statistic(units.map(wholeUnit), every));
  const values = effects.map(() => new Float64Array(resamples));
  const clusters = clustersOf(units);
  for (let r = 0; r < resamples; r++) {
    // With one replica nothing is drawn for it: its results stay as they were.
    const chosenReplicas =
      replicas === 1 ? every : every.map(() => randomInteger(replicas, random));
    const resample = drawResample(units, clusters, random);
    const resampled = evaluate(statistic(resample, chosenReplicas), effects.length);
    resampled.forEach((value, k) => (values[k]![r] = value));
  }
  return effects.map((effect, k) => ({ effect, sorted: values[k]!.sort() }));
}

function checkDesign(
  units: readonly BootstrapUnit[],
  resamples: number,
  replicas: number,
): void {
  if (units.length === 0) {
    throw new PromptcalError("bootstrap: expected at least one unit, got none");
  }
  units.forEach(({ seeds, samples }, index) => {
    if (
      !(Number.isInteger(seeds) && seeds >= 1) ||
      !samples.every((size) => Number.isInteger(size) && size >= 0) ||
      samples.length !== units[0]!.samples.length
    ) {
      throw mismatch({
        what: "bootstrap unit",
        expected: `at least one seed and ${units[0]!.samples.length} pools of samples`,
        got: `${seeds} seeds and pools of [${samples.join(", ")}]`,
        where: `unit ${index}`,
      });
    }
  });
  if (!(Number.isInteger(resamples) && resamples >= 1)) {
    throw new PromptcalError(`bootstrap: expected at least 1 resample, got ${resamples}`);
  }
  if (!(Number.isInteger(replicas) && replicas >= 1)) {
    throw new PromptcalError(`bootstrap: expected at least 1 replica, got ${replicas}`);
  }
}

function evaluate(effects: ArrayLike<number>, expected?: number): number[] {
  const values = Array.from(effects);
  if (expected !== undefined && values.length !== expected) {
    throw new PromptcalError(
      `bootstrap statistic: expected ${expected} effects each time, got ${values.length}`,
    );
  }
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new PromptcalError(
      `bootstrap statistic: expected finite numbers, got ${values[bad]} for effect ${bad}`,
    );
  }
  return values;
}

function wholeUnit({ seeds, samples }: BootstrapUnit, unit: number): UnitDraw {
  return {
    unit,
    seeds: Int32Array.from({ length: seeds }, (_, seed) => seed),
    counts: samples.map((size) => new Int32Array(size).fill(1)),
  };
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
