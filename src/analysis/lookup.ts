import type { BinOptions } from "../metrics/bins";
import { harmonicMean, arithmeticMean } from "../metrics/base-new-mean";
import { type PooledCalibration, poolCalibration } from "../metrics/pooled";
import type { BootstrapUnit, Resample } from "../numeric/bootstrap";
import { PromptcalError } from "../errors/promptcal-error";
import { mean } from "../numeric/mean";
import type { JudgedSplit, RunGrid, RunQuantity } from "./evaluated-run";
import type { Method } from "./methods";

/** Quantities a claim can speak of: fractions, but FD and spread (distances) and the logit gap. */
export type Quantity = PooledQuantity | "fd" | "centroidSpread" | RunQuantity;

/** Quantities of the test images of all data sets together; the others are means over runs. */
export type PooledQuantity = "accuracy" | "gap" | "ece";

/** `both`: harmonic mean of base and new for accuracy, plain mean for all else. */
export type Split = "base" | "new" | "both";

/** Looks up a quantity of a method on a split. */
export type Lookup = (quantity: Quantity, method: Method, split: Split) => number;

/** The bootstrap's view of a grid: data sets, their seeds, and the base and new test images. */
export function bootstrapUnits(grid: RunGrid): readonly BootstrapUnit[] {
  const rows = grid.runs.get(grid.methods[0]!)!;
  return rows.map((row) => ({
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
 * Statistics of a grid under any resample. Accuracy, gap and ECE are those of all test images of
 * all drawn data sets together, per seed, then averaged over seeds; FD and spread are means over
 * runs. Each is computed at most once per resample, and only if asked for.
 */
export function lookups(
  grid: RunGrid,
  options: BinOptions,
): (resample: Resample) => Lookup {
  const groups = new Map<string, Group>();
  for (const method of grid.methods) {
    (["base", "new"] as const).forEach((split, pool) => {
      const cells = grid.runs.get(method)!.map((row) => row.map((run) => run[split]));
      groups.set(`${method} ${split}`, {
        cells,
        pool: poolCalibration(cells, pool, options),
      });
    });
  }
  return (resample) => {
    const pooled = new Map<string, PooledCalibration>();
    const one = (quantity: Quantity, method: Method, split: "base" | "new"): number => {
      const key = `${method} ${split}`;
      const group = groups.get(key)!;
      if (!isPooled(quantity)) return meanOverRuns(group.cells, quantity, resample);
      const values = pooled.get(key) ?? group.pool(resample);
      pooled.set(key, values);
      return mean(values[quantity]);
    };
    return (quantity, method, split) => {
      if (split !== "both") return one(quantity, method, split);
      const join = quantity === "accuracy" ? harmonicMean : arithmeticMean;
      return join(one(quantity, method, "base"), one(quantity, method, "new"));
    };
  };
}

/** One method on one split. */
interface Group {
  /** [data set][seed] */
  readonly cells: readonly (readonly JudgedSplit[])[];
  readonly pool: (resample: Resample) => PooledCalibration;
}

function meanOverRuns(
  cells: readonly (readonly JudgedSplit[])[],
  quantity: Exclude<Quantity, PooledQuantity>,
  resample: Resample,
): number {
  const values = resample.flatMap(({ unit, seeds }) =>
    Array.from(seeds, (seed) => ofRun(cells[unit]![seed]!, quantity)),
  );
  return mean(values);
}

function isPooled(quantity: Quantity): quantity is PooledQuantity {
  return ["accuracy", "gap", "ece"].includes(quantity);
}

/**
 * A quantity that a run has by itself.
 * @throws PromptcalError where the run was judged without it
 */
function ofRun(split: JudgedSplit, quantity: Exclude<Quantity, PooledQuantity>): number {
  if (quantity === "fd" || quantity === "centroidSpread") return split[quantity];
  const value = split.more?.[quantity];
  if (value !== undefined) return value;
  throw new PromptcalError(
    `quantity ${quantity}: expected runs judged with it, got some without; see judgedRuns`,
  );
}
