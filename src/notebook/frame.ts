import type { DataFrame } from "danfojs-node";
import type { LoadedRun } from "../experiments/store/load";
import { CLASS_SETS } from "../experiments/run/predictions";
import { displayBundle } from "./display";
import { tableBundle } from "./table-bundle";

/**
 * Results as a danfojs data frame, to slice, group and join: one row per run and class set with
 * `dataset`, `method`, `seed`, `class_set`, `n` (test images), `accuracy`, `confidence`, `gap`, `ece` (all
 * fractions; 10 bins, paper's edges) and `fd` (a distance, M = 5). danfojs computes in single
 * precision; the figures' numbers come from the runs themselves.
 */
export function resultsFrame(runs: readonly LoadedRun[]): DataFrame {
  const rows = runs.flatMap(({ spec, method, result }) =>
    CLASS_SETS.map((classSet) => {
      const { n, accuracy, confidence, gap, ece, fd } = result.metrics[classSet];
      const { dataset, seed } = spec;
      return {
        dataset,
        method,
        seed,
        class_set: classSet,
        n,
        accuracy,
        confidence,
        gap,
        ece,
        fd,
      };
    }),
  );
  return new (danfojs().DataFrame)(rows);
}

export interface FrameOptions {
  /** Rows to show, the first ones; 20 by default. */
  readonly rows?: number;
  /** Significant digits of numbers that are not whole; 4 by default. */
  readonly digits?: number;
  /** What of the frame is shown; not called where it has no rows, since danfojs cannot query none. */
  readonly slice?: (frame: DataFrame) => DataFrame;
}

/** Shows a data frame below the cell: a table in HTML, and aligned text for places that draw none. */
export function showFrame(
  frame: DataFrame,
  { slice = (all) => all, ...options }: FrameOptions = {},
): void {
  displayBundle(frameBundle(frame.shape[0] === 0 ? frame : slice(frame), options));
}

/** What `showFrame` shows, by MIME type. */
export function frameBundle(
  frame: Pick<DataFrame, "columns" | "shape" | "values">,
  { rows = 20, digits = 4 }: Omit<FrameOptions, "slice"> = {},
): Readonly<Record<string, string>> {
  if (frame.shape[0] === 0) return { "text/plain": "no rows" };
  const format = (value: unknown): string => {
    if (typeof value !== "number") return String(value ?? "");
    if (Number.isNaN(value)) return "–";
    return Number.isInteger(value) ? String(value) : value.toPrecision(digits);
  };
  const values = frame.values as readonly (readonly unknown[])[];
  const table = [frame.columns, ...values.slice(0, rows).map((row) => row.map(format))];
  return tableBundle(table, values.length > rows ? `${rows} of ${values.length} rows` : "");
}

/** Loaded when it is asked for: it takes a second, and no other cell should wait for it. */
export function danfojs(): typeof import("danfojs-node") {
  return require("danfojs-node") as typeof import("danfojs-node");
}
