import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { describeSweep, type SweepTable } from "../experiments/sweep/describe-sweep";
import { isInterruption } from "../experiments/run/interruption";
import { readPlan } from "../experiments/sweep/plan";
import { defaultStore } from "../experiments/store/store-paths";
import { SweepWatch, type SweepView } from "../experiments/sweep/sweep-watch";
import { escaped } from "../progress/escape-html";
import { interruptible } from "./interrupt";
import { currentJupyterKernel } from "../progress/jupyter-kernel";

export interface WatchOptions {
  /** `data/runs` by default. */
  readonly store?: string;
  /** Seconds between two looks; 2 by default. */
  readonly every?: number;
  /** Ends the watching; by default the stop button does. */
  readonly signal?: AbortSignal;
}

/**
 * Shows below the cell where a plan stands, redrawn in place until all of it is done or the cell is
 * interrupted, which ends only the watching. It computes nothing and reads only files: the runs may be on
 * a cluster or in a terminal, and after the tab was closed, running the cell again shows the same
 * table. Outside notebooks it prints the changes.
 * @param plan file that `promptcal sweep plan` wrote
 * @returns the last look
 */
export async function watchSweep(
  plan: string,
  { store = defaultStore(), every = 2, signal: given }: WatchOptions = {},
): Promise<SweepView> {
  if (given === undefined) {
    return interruptible((signal) => watchSweep(plan, { store, every, signal }));
  }
  const watched = new SweepWatch(readPlan(plan), store);
  const draw = drawing();
  for (;;) {
    const view = watched.look();
    draw(describeSweep(view));
    if (view.done === view.total) return view;
    try {
      await sleep(1000 * every, undefined, { signal: given });
    } catch (error) {
      if (isInterruption(error)) return view;
      throw error;
    }
  }
}

/** Draws into one display of the running cell. */
function drawing(): (table: SweepTable) => void {
  const kernel = currentJupyterKernel();
  const transient = { display_id: randomUUID() };
  let displayed: string | undefined;
  return (table) => {
    const html = htmlOf(table);
    if (html === displayed) return;
    const text = [table.summary, ...table.rows.map((row) => row.join("  "))].join("\n");
    const data = { "text/html": html, "text/plain": text };
    if (kernel === null) console.log(text);
    else kernel.display({ data, metadata: {}, transient }, displayed !== undefined);
    displayed = html;
  };
}

function htmlOf({ summary, columns, rows, more }: SweepTable): string {
  const line = (cells: readonly string[], tag: "th" | "td"): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join("")}</tr>`;
  const table =
    rows.length === 0
      ? ""
      : `\n<table>\n${line(columns, "th")}\n${rows.map((row) => line(row, "td")).join("\n")}\n</table>`;
  const rest = more > 0 ? `\n<p>and ${more} more</p>` : "";
  return `<p>${escaped(summary)}</p>${table}${rest}`;
}
