import type { Command } from "commander";
import { setTimeout as sleep } from "node:timers/promises";
import { describeSweep } from "../../experiments/sweep/describe-sweep";
import { isInterruption } from "../../experiments/run/interruption";
import { readPlan } from "../../experiments/sweep/plan";
import { SweepWatch, type SweepView } from "../../experiments/sweep/sweep-watch";
import { wholeNumber } from "../arguments";
import { interruptSignal } from "../terminal/interrupt";
import { writeJson } from "../terminal/json-output";
import { storeOption } from "./sweep-options";
import { textTable } from "../terminal/text-table";

interface WatchArguments {
  readonly store: string;
  readonly every: number;
  readonly once: boolean;
  readonly json: boolean;
}

/** `promptcal sweep watch`: a table of a plan that redraws itself until the plan is done. */
export function addSweepWatch(command: Command): void {
  storeOption(command)
    .argument("<plan>", "plan file")
    .option("--every <seconds>", "refresh interval", wholeNumber(1), 2)
    .option("--once", "print the status once", false)
    .option("--json", "print one JSON object a line, a new one after each change", false)
    .action(watch);
}

async function watch(
  plan: string,
  { store, every, once, json }: WatchArguments,
): Promise<void> {
  const watched = new SweepWatch(readPlan(plan), store);
  const signal = interruptSignal();
  const screen = new Screen(process.stdout);
  const draw = json ? jsonLines() : (view: SweepView) => screen.draw(textOf(view));
  for (;;) {
    const view = watched.look();
    draw(view);
    if (once || view.done === view.total) return;
    try {
      await sleep(1000 * every, undefined, { signal });
    } catch (error) {
      // To stop watching is no interruption of anything.
      if (isInterruption(error)) return;
      throw error;
    }
  }
}

/** Prints a view where a run has changed; rates alone change with every look. */
function jsonLines(): (view: SweepView) => void {
  let last = "";
  return (view) => {
    const { perMinute: _rate, secondsLeft: _left, ...runs } = view;
    const text = JSON.stringify(runs);
    if (text !== last) writeJson({ ...view });
    last = text;
  };
}

/** The table as the terminal shows it. */
function textOf(view: SweepView): string {
  const { summary, columns, rows, more } = describeSweep(view);
  const table = rows.length === 0 ? "" : textTable([columns, ...rows]);
  return `${summary}\n${table}${more > 0 ? `and ${more} more\n` : ""}`;
}

/** Rewrites the last text in place on a terminal; elsewhere prints what has changed. */
class Screen {
  private shown = "";

  constructor(private readonly stream: NodeJS.WriteStream) {}

  draw(text: string): void {
    if (text === this.shown) return;
    const { isTTY, columns = 80 } = this.stream;
    // A line longer than the screen is wide takes several; cut, so that they can be counted.
    const cut = isTTY
      ? text.replaceAll(/^.*$/gm, (line) => line.slice(0, columns - 1))
      : text;
    const up = this.shown.split("\n").length - 1;
    if (isTTY && up > 0) this.stream.write(`\u001b[${up}A\r\u001b[J`);
    this.stream.write(cut);
    this.shown = text;
  }
}
