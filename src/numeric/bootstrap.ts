import { centredInterval, centredPValue } from "./centred-interval";
import { PromptcalError, mismatch } from "../errors/promptcal-error";
import { mean } from "./mean";
import { type Random, randomInteger } from "../random/random";
import {
  type BootstrapUnit,
  drawn,
  type PendingResample,
  type Resample,
  pendingResamples,
  wholeUnit,
} from "./resamples";

export type { BootstrapUnit, PendingResample, Resample, UnitDraw } from "./resamples";

/** Replicas of a design. */
export interface Replicas {
  readonly count: number;
  /**
   * Draws them. A stream of its own, so that units, seeds and samples come as they would with one replica, whose
   * statistics may be known already.
   */
  readonly random: Random;
}

/** What to resample and how. */
export interface BootstrapOptions {
  readonly units: readonly BootstrapUnit[];
  /**
   * The effects to judge, computed from a resample; the same number of them each time. It is called
   * once with everything drawn once, so that effects and their resamples share one code.
   */
  readonly statistic: (resample: Resample, replicas: Int32Array) => ArrayLike<number>;
  /**
   * Replicas of the whole design, for instance pretrained models that all units were computed with. Each resample
   * draws them again, and the statistic gets their indices; one by default.
   */
  readonly replicas?: Replicas;
  readonly random: Random;
  /** 2000 by default. */
  readonly resamples?: number;
  /** 0.95 by default. */
  readonly level?: number;
  /** The value of each effect that its p-value tests; 0 for all by default. */
  readonly nulls?: readonly number[];
}

/** As `BootstrapOptions`, with a statistic that may do without the draw. */
export interface PendingBootstrapOptions extends Omit<BootstrapOptions, "statistic"> {
  readonly statistic: (
    resample: PendingResample,
    replicas: Int32Array,
  ) => ArrayLike<number>;
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
  return pendingBootstrap(drawing(options));
}

/** As `pairedBootstrap`, for a statistic that draws resamples itself where it needs them. */
export function pendingBootstrap(options: PendingBootstrapOptions): readonly Interval[] {
  const { resamples = 2000, level = 0.95, nulls } = options;
  if (!(level > 0 && level < 1)) {
    throw new PromptcalError(`bootstrap: expected a level in (0, 1), got ${level}`);
  }
  return pendingDistribution(options).map(({ effect, sorted }, k) => ({
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
export function bootstrapDistribution(
  options: Omit<BootstrapOptions, "level" | "nulls">,
): readonly BootstrapDistribution[] {
  return pendingDistribution(drawing(options));
}

/** A statistic of resamples as one of resamples that are pending. */
function drawing<T extends Pick<BootstrapOptions, "statistic">>(
  options: T,
): Omit<T, "statistic"> & Pick<PendingBootstrapOptions, "statistic"> {
  const { statistic } = options;
  return {
    ...options,
    statistic: (resample, replicas) => statistic(drawn(resample), replicas),
  };
}

function pendingDistribution({
  units,
  statistic,
  replicas,
  random,
  resamples = 2000,
}: Omit<PendingBootstrapOptions, "level" | "nulls">): readonly BootstrapDistribution[] {
  const count = replicas?.count ?? 1;
  checkDesign(units, resamples, count);
  const every = Int32Array.from({ length: count }, (_, replica) => replica);
  const whole = { first: -1, resamples: [units.map(wholeUnit)] };
  const effects = evaluate(statistic({ index: -1, batch: () => whole }, every));
  const values = effects.map(() => new Float64Array(resamples));
  const pending = pendingResamples(units, random, resamples);
  for (let r = 0; r < resamples; r++) {
    const own =
      replicas === undefined
        ? every
        : every.map(() => randomInteger(count, replicas.random));
    const resampled = evaluate(statistic(pending(r), own), effects.length);
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
