import type { Quantity, SampleQuantity } from "./quantity";
import type { BinOptions } from "../metrics/binned/bins";
import { joinBaseNew } from "../metrics/base-new-mean";
import { metricOf } from "../metrics/registry";
import type { ResampledCalibration } from "../metrics/binned/resampled-calibration";
import type { BootstrapUnit, Resample } from "../numeric/bootstrap";
import { CLASS_SETS, type Group, groupsOf } from "./lookup-groups";
import type { RunGrid } from "./runs/evaluated-run";
import type { Method } from "./methods";

/** `both`: the mean of base and new that the metric names, harmonic for accuracy and plain for errors. */
export const LOOKUP_CLASS_SETS = ["base", "new", "both"] as const;
export type ClassSet = (typeof LOOKUP_CLASS_SETS)[number];

/** Looks up a quantity of a method on a class set. */
export type Lookup = (quantity: Quantity, method: Method, classSet: ClassSet) => number;

/** The two ways of averaging over data sets. They differ for accuracy, gap and ECE only. */
export interface Lookups {
  /** Of each data set and seed, then the mean of both, as the paper does. */
  readonly datasetMean: Lookup;
  /** Of the test images of all data sets together, per seed, then the mean over seeds. */
  readonly pooled: Lookup;
}

/**
 * The bootstrap's view of a grid: data sets, their seeds, and the base and new test images. What was tuned on one data
 * set and tested under several shifts is drawn together.
 */
export function bootstrapUnits(grid: RunGrid): readonly BootstrapUnit[] {
  const rows = grid.runs.get(grid.methods[0]!)!;
  return rows.map((row, index) => ({
    cluster: grid.tunedOn[index]!,
    seeds: grid.seeds,
    samples: [row[0]!.base.confidence.length, row[0]!.new.confidence.length],
  }));
}

/** Everything drawn once, of all data sets or of some, of all seeds or of some. */
export function cellsOf(
  grid: RunGrid,
  datasets: readonly number[] = grid.datasets.map((_, index) => index),
  seeds: readonly number[] = Array.from({ length: grid.seeds }, (_, seed) => seed),
): Resample {
  const units = bootstrapUnits(grid);
  return datasets.map((unit) => ({
    unit,
    seeds: Int32Array.from(seeds),
    counts: units[unit]!.samples.map((size) => new Int32Array(size).fill(1)),
  }));
}

/** Looks up a quantity of a method on base or on new classes. */
export type LookupOne = (
  quantity: Quantity,
  method: Method,
  classSet: "base" | "new",
) => number;

/**
 * Statistics of a grid under any resample. Each is computed at most once per resample, and only if asked for.
 * @param groups of the grid with these options
 */
export function lookups(
  grid: RunGrid,
  options: BinOptions,
  groups = groupsOf(grid, options),
): (resample: Resample) => Lookups {
  return (resample) => {
    const known = new Map<Group, ResampledCalibration>();
    const calibrationOf = (group: Group): ResampledCalibration => {
      const value = known.get(group) ?? group.calibration([resample])[0]!;
      known.set(group, value);
      return value;
    };
    const by = (average: keyof Lookups): Lookup =>
      withBoth((quantity, method, classSet) => {
        const group = groups(method, classSet);
        return isOfSamples(quantity)
          ? calibrationOf(group)[average][quantity]
          : meanOverRuns(group.perRun(quantity), resample);
      });
    return { datasetMean: by("datasetMean"), pooled: by("pooled") };
  };
}

/** A lookup of `both` too: means over data sets are taken before base and new are joined. */
export function withBoth(one: LookupOne): Lookup {
  return (quantity, method, classSet) => {
    if (classSet !== "both") return one(quantity, method, classSet);
    const [base, onNew] = CLASS_SETS.map((each) => one(quantity, method, each));
    return joinBaseNew(metricOf(quantity), base!, onNew!);
  };
}

/** Mean of a number of each run, [data set][seed], over a resample. */
export function meanOverRuns(
  perRun: readonly (readonly number[])[],
  resample: Resample,
): number {
  let [sum, n] = [0, 0];
  for (const { unit, seeds } of resample) {
    for (let i = 0; i < seeds.length; i++) sum += perRun[unit]![seeds[i]!]!;
    n += seeds.length;
  }
  return sum / n;
}

/** Whether a quantity depends on which test images are drawn. */
export function isOfSamples(quantity: Quantity): quantity is SampleQuantity {
  return quantity === "accuracy" || quantity === "gap" || quantity === "ece";
}
