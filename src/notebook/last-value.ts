import { relative } from "node:path";
import type { DataFrame } from "danfojs-node";
import type { SavedFiles } from "../files/saved-files";
import { projectRoot } from "../files/project-root";
import type { Figure, Table, Trace } from "../report/rendering/figure";
import type { PaperTable } from "../report/tables/paper-table";
import { paperMarkdown } from "../report/tables/paper-table-text";
import { displayBundle, show, showMarkdown, showPlotly, showTable } from "./display";
import { frameBundle } from "./frame";
import { runsBundle, type AnyRun } from "./runs-table";

/** By convention of Jupyter's kernels for JavaScript, the method that gives a value's content by MIME type. */
const DISPLAY = Symbol.for("Jupyter.display");
/** Where the kernel finds `showLastValue` (environment/kernel/last-value.cjs). */
const HOOK = Symbol.for("promptcal.lastValue");

/**
 * Shows the last value of a cell: what its own `Symbol.for("Jupyter.display")` says, a data frame as a table, a figure
 * as the figure, runs as a compact table, what was saved as its path, a table as a table.
 * @returns whether it did; any other value the kernel prints
 */
export async function showLastValue(value: unknown): Promise<boolean> {
  if (value === null || typeof value !== "object") return false;
  const own = (value as { readonly [DISPLAY]?: unknown })[DISPLAY];
  if (typeof own === "function") {
    displayBundle((await own.call(value)) as Readonly<Record<string, unknown>>);
  } else if (isFrame(value)) displayBundle(frameBundle(value));
  else if (isFigure(value)) await show(value);
  else if (isPlotly(value)) await showPlotly(value.data, value.layout);
  else if (isSavedFiles(value)) showPath(value);
  else if (isRun(value)) displayBundle(runsBundle([value]));
  else if (isRuns(value)) displayBundle(runsBundle(value));
  else if (isPaperTable(value)) showMarkdown(paperMarkdown(value));
  else if (isTable(value)) showTable(value);
  else return false;
  return true;
}

Object.assign(globalThis, { [HOOK]: showLastValue });

function showPath({ path, endings }: SavedFiles): void {
  const kinds = endings.length === 0 ? "" : `.{${endings.join(",")}}`;
  displayBundle({ "text/plain": `${relative(projectRoot, path)}${kinds}` });
}

/** A data frame of danfojs, of whichever copy of the package. */
function isFrame(value: object): value is DataFrame {
  return (
    has(value, ["columns", "shape", "values", "print"]) &&
    typeof value.print === "function" &&
    Array.isArray(value.shape) &&
    value.shape.length === 2
  );
}

function isPlotly(
  value: object,
): value is { data: readonly Trace[]; layout: Figure["layout"] } {
  if (!has(value, ["data", "layout"]) || !Array.isArray(value.data)) return false;
  const { data, layout } = value;
  return (
    data.length > 0 &&
    data.every((trace) => typeof trace === "object" && trace !== null) &&
    typeof layout === "object" &&
    layout !== null
  );
}

function isFigure(value: object): value is Figure {
  return isPlotly(value) && has(value, ["table"]) && has(value.layout, ["width", "height"]);
}

function isSavedFiles(value: object): value is SavedFiles {
  return has(value, ["path", "endings"]);
}

function isRun(value: unknown): value is AnyRun {
  if (typeof value !== "object" || value === null) return false;
  const isStored = has(value, ["id", "spec", "method", "result"]);
  return isStored || has(value, ["runId", "dataset", "seed", "method", "base", "new"]);
}

function isRuns(value: object): value is readonly AnyRun[] {
  return Array.isArray(value) && value.length > 0 && value.every(isRun);
}

function isPaperTable(value: object): value is PaperTable {
  return has(value, ["caption", "values", "columns", "rows", "notes"]);
}

function isTable(value: object): value is Table {
  if (!has(value, ["columns", "rows"])) return false;
  const { columns, rows } = value;
  return (
    Array.isArray(columns) &&
    columns.every((name) => typeof name === "string") &&
    Array.isArray(rows) &&
    rows.every(Array.isArray)
  );
}

function has<K extends string>(
  value: object,
  keys: readonly K[],
): value is Readonly<Record<K, unknown>> {
  return keys.every((key) => key in value);
}
