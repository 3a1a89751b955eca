import { markdownTable } from "../src/report/markdown-table";
import type { Measured, Row } from "./row";

/** Everything that `npm run bench` measured. */
export interface Report extends Measured {
  readonly machine: string;
  /** Load averages of one minute before and after: numbers of a busy machine are too slow. */
  readonly load: readonly [number, number];
  readonly node: string;
}

/** The page of benchmarks, Markdown. */
export function pageOf({ machine, load, node, rows, notes }: Report): string {
  const [before, after] = load.map((value) => value.toFixed(1));
  return `# Benchmarks

Written by \`npm run bench -- --write\`; do not edit. Machine: ${machine}; Node ${node}.
Load average before and after: ${before} and ${after}; above the number of cores, other work was running and wall times are too
long. "By processor time" is the same value from the median of processor seconds, all threads together: other work on the
machine changes it far less than wall time, but slows it too.
Variants that are compared were timed in turns, or each in a process of its own where a peak of memory stands. The first
call of each is not counted.

${table(rows)}
${notes.map((note) => `\n${note}\n`).join("")}`;
}

function table(rows: readonly Row[]): string {
  const number = (value: number | undefined): string => value?.toPrecision(3) ?? "";
  return markdownTable(
    [
      "What",
      "By",
      "Unit",
      "Median",
      "Least",
      "Most",
      "By processor time",
      "Peak GB",
      "Repeats",
    ],
    rows.map((row) => [
      row.work,
      row.subject,
      row.unit,
      number(row.median),
      number(row.min),
      number(row.max),
      number(row.processor),
      row.peakBytes === undefined ? "" : (row.peakBytes / 1e9).toFixed(2),
      row.repeats === 0 ? "computed" : String(row.repeats),
    ]),
  );
}
