import type { BinOptions } from "../metrics/binned/bins";
import {
  type ResampledCalibration,
  resampledCalibration,
} from "../metrics/binned/resampled-calibration";
import type { Resample } from "../numeric/bootstrap";
import { PromptcalError } from "../errors/promptcal-error";
import type { Method } from "./methods";
import type { Quantity } from "./quantity";
import type { ClassSetScores, RunGrid } from "./runs/evaluated-run";
import { runQuantity } from "./runs/run-quantity";

/** The class sets that images are of. */
export const CLASS_SETS = ["base", "new"] as const;

/** The runs of one method on one class set. */
export interface Group {
  /** [data set][seed] */
  readonly cells: readonly (readonly ClassSetScores[])[];
  readonly calibration: (resamples: readonly Resample[]) => readonly ResampledCalibration[];
  /** A quantity of each run, [data set][seed]. */
  readonly perRun: (quantity: Quantity) => readonly (readonly number[])[];
}

/** Finds the group of a method and a class set. */
export type GroupOf = (method: Method, classSet: "base" | "new") => Group;

/** The groups of a grid; what is computed of each is kept with it. */
export function groupsOf(grid: RunGrid, options: BinOptions): GroupOf {
  const groups = new Map<string, Group>();
  for (const method of grid.methods) {
    CLASS_SETS.forEach((classSet, pool) => {
      const cells = grid.runs.get(method)!.map((row) => row.map((run) => run[classSet]));
      groups.set(`${method} ${classSet}`, groupOf(cells, pool, options));
    });
  }
  return (method, classSet) => groups.get(`${method} ${classSet}`)!;
}

function groupOf(cells: Group["cells"], pool: number, options: BinOptions): Group {
  const known = new Map<Quantity, readonly (readonly number[])[]>();
  let calibration: Group["calibration"] | undefined;
  return {
    cells,
    calibration: (resamples) => {
      calibration ??= resampledCalibration(cells, pool, options);
      return calibration(resamples);
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

/** @throws PromptcalError where the run was evaluated without the quantity */
function ofRun(scores: ClassSetScores, quantity: Quantity, options: BinOptions): number {
  const value = runQuantity(scores, quantity, options);
  if (value !== undefined) return value;
  throw new PromptcalError(
    `quantity ${quantity}: expected runs evaluated with it, got some without; see evaluateRuns`,
  );
}
