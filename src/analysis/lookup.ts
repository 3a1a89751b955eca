import type { Quantity, SampleQuantity } from "./quantity";
import type { BinOptions } from "../metrics/binned/bins";
import { joinBaseNew } from "../metrics/base-new-mean";
import { metricOf } from "../metrics/registry";
import {
  type ResampledCalibration,
  resampledCalibration,
} from "../metrics/binned/resampled-calibration";
import type { BootstrapUnit, Resample } from "../numeric/bootstrap";
import { PromptcalError } from "../errors/promptcal-error";
import type { ClassSetScores, RunGrid } from "./runs/evaluated-run";
import type { Method } from "./methods";
import { runQuantity } from "./runs/run-quantity";

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

/**
 * Statistics of a grid under any resample. Each is computed at most once per resample, and only if
 * asked for. For `both`, means over data sets are taken before base and new are joined.
 */
export function lookups(
  grid: RunGrid,
  options: BinOptions,
): (resample: Resample) => Lookups {
  const groups = new Map<string, Group>();
  for (const method of grid.methods) {
    CLASS_SETS.forEach((classSet, pool) => {
      const cells = grid.runs.get(method)!.map((row) => row.map((run) => run[classSet]));
      groups.set(`${method} ${classSet}`, groupOf(cells, pool, options));
    });
  }
  return (resample) => {
    const known = new Map<string, ResampledCalibration>();
    const calibrationOf = (key: string): ResampledCalibration => {
      const value = known.get(key) ?? groups.get(key)!.calibration(resample);
      known.set(key, value);
      return value;
    };
    const by = (average: keyof Lookups): Lookup => {
      const one = (
        quantity: Quantity,
        method: Method,
        classSet: "base" | "new",
      ): number => {
        const key = `${method} ${classSet}`;
        return isOfSamples(quantity)
          ? calibrationOf(key)[average][quantity]
          : meanOverRuns(groups.get(key)!.perRun(quantity), resample);
      };
      return (quantity, method, classSet) => {
        if (classSet !== "both") return one(quantity, method, classSet);
        const [base, onNew] = CLASS_SETS.map((each) => one(quantity, method, each));
        return joinBaseNew(metricOf(quantity), base!, onNew!);
      };
    };
    return { datasetMean: by("datasetMean"), pooled: by("pooled") };
  };
}

const CLASS_SETS = ["base", "new"] as const;

/** One method on one class set. */
interface Group {
  readonly calibration: (resample: Resample) => ResampledCalibration;
  /** A quantity of each run, [data set][seed]. */
  readonly perRun: (quantity: Quantity) => readonly (readonly number[])[];
}

function groupOf(
  cells: readonly (readonly ClassSetScores[])[],
  pool: number,
  options: BinOptions,
): Group {
  const known = new Map<Quantity, readonly (readonly number[])[]>();
  let calibration: Group["calibration"] | undefined;
  return {
    calibration: (resample) => {
      calibration ??= resampledCalibration(cells, pool, options);
      return calibration(resample);
    },
    perRun: (quantity) => {
      const values =
        known.get(quantity) ??
        cells.map((row) => row.map((scores) => ofRun(scores, quantity, options)));
      known.set(quantity, values);
      return values;
    },
  };
}

function meanOverRuns(perRun: readonly (readonly number[])[], resample: Resample): number {
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

/** @throws PromptcalError where the run was evaluated without the quantity */
function ofRun(scores: ClassSetScores, quantity: Quantity, options: BinOptions): number {
  const value = runQuantity(scores, quantity, options);
  if (value !== undefined) return value;
  throw new PromptcalError(
    `quantity ${quantity}: expected runs evaluated with it, got some without; see evaluateRuns`,
  );
}
