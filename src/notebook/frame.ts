import type { DataFrame } from "danfojs-node";
import type { LoadedRun } from "../experiments/store/load";
import { CLASS_SETS } from "../experiments/run/predictions";
import { displayBundle } from "./display";
import { escaped } from "../progress/escape-html";

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
  { rows = 20, digits = 4, slice = (all) => all }: FrameOptions = {},
): void {
  const shown = frame.shape[0] === 0 ? frame : slice(frame);
  if (shown.shape[0] === 0) {
    displayBundle({ "text/plain": "no rows" });
    return;
  }
  const format = (value: unknown): string => {
    if (typeof value !== "number") return String(value ?? "");
    if (Number.isNaN(value)) return "–";
    return Number.isInteger(value) ? String(value) : value.toPrecision(digits);
  };
  const values = shown.values as readonly (readonly unknown[])[];
  const table = [shown.columns, ...values.slice(0, rows).map((row) => row.map(format))];
  const more = values.length > rows ? `${rows} of ${values.length} rows` : "";
  displayBundle({ "text/html": htmlOf(table, more), "text/plain": textOf(table, more) });
}

/** Loaded when it is asked for: it takes a second, and no other cell should wait for it. */
export function danfojs(): typeof import("danfojs-node") {
  return require("danfojs-node") as typeof import("danfojs-node");
}

type Rows = readonly (readonly string[])[];

function htmlOf([head, ...rows]: Rows, more: string): string {
  const line = (cells: readonly string[], tag: "th" | "td"): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join("")}</tr>`;
  const body = rows.map((row) => line(row, "td")).join("\n");
  const note = more === "" ? "" : `\n<p>${more}</p>`;
  return `<table>\n<thead>${line(head!, "th")}</thead>\n<tbody>\n${body}\n</tbody>\n</table>${note}`;
}

function textOf(table: Rows, more: string): string {
  const widths = table[0]!.map((_, i) => Math.max(...table.map((row) => row[i]!.length)));
  const lines = table.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join("  ")
      .trimEnd(),
  );
  return [...lines, ...(more === "" ? [] : [more])].join("\n");
}
