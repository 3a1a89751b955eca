import { randomUUID } from "node:crypto";
import { escaped } from "./escape-html";
import { type JupyterKernel, currentJupyterKernel } from "./jupyter-kernel";

export interface ProgressOptions {
  /** What is under way, for instance `tuning`. */
  readonly label: string;
  /** Number of steps; at least 1. */
  readonly total: number;
}

export interface Progress {
  /** @param done steps done so far; @param note for instance the present data set */
  update(done: number, note?: string): void;
  /** Shows the last state, which is what stays in the notebook. */
  finish(note?: string): void;
}

/** Shortest time between two drawings in milliseconds; front ends choke on more. */
const pause = { kernel: 200, terminal: 100, file: 10_000 } as const;

/**
 * Progress of long work: a bar below the cell that is redrawn in place, a line in a terminal that is
 * written over, or a line every ten seconds in a file. It shows no times, so that an executed notebook
 * is the same every time.
 */
export function progress({ label, total }: ProgressOptions): Progress {
  const kernel = currentJupyterKernel();
  const target = kernel !== null ? "kernel" : process.stderr.isTTY ? "terminal" : "file";
  const draw =
    kernel !== null ? inKernel(kernel) : target === "terminal" ? inTerminal : inFile;
  let last = -Infinity;
  let done = 0;
  const drawNow = (note: string, closing: boolean): void => {
    last = Date.now();
    draw({ label, done, total, note, closing });
  };
  return {
    update(now, note = "") {
      done = now;
      if (Date.now() - last >= pause[target]) drawNow(note, false);
    },
    finish: (note = "") => drawNow(note, true),
  };
}

interface State {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  readonly note: string;
  readonly closing: boolean;
}

function inKernel(kernel: JupyterKernel): (state: State) => void {
  const transient = { display_id: randomUUID() };
  let isShown = false;
  return (state) => {
    const bar = `<progress value="${state.done}" max="${state.total}"></progress>`;
    const data = {
      "text/html": `${bar} ${escaped(line(state))}`,
      "text/plain": line(state),
    };
    kernel.display({ data, metadata: {}, transient }, isShown);
    isShown = true;
  };
}

function inTerminal(state: State): void {
  process.stderr.write(`\r\u001b[K${line(state)}${state.closing ? "\n" : ""}`);
}

function inFile(state: State): void {
  process.stderr.write(`${line(state)}\n`);
}

function line({ label, done, total, note }: State): string {
  return `${label}: ${done} of ${total}${note === "" ? "" : `, ${note}`}`;
}
