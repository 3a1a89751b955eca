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
  const compared = rows.filter(({ rate }) => rate !== undefined);
  const own = rows.filter(({ rate }) => rate === undefined);
  return `# Benchmarks

Written by \`npm run bench -- --write\`; do not edit. Machine: ${machine}; Node ${node}.
Load average before and after: ${before} and ${after}; above the number of cores, other work was running and wall times are too
long. "By processor time" is the same value from the median of processor seconds, all threads together: other work on the
machine changes it far less than wall time, but slows it too. The first call of each is not counted.
${compared.length > 0 ? `${COMPARED}\n${comparedTable(compared)}\n` : ""}${
    own.length > 0 ? `${OWN}\n${table(own)}\n` : ""
  }${notes.map((note) => `\n${note}\n`).join("")}`;
}

const COMPARED = `
## ViT-B/16, beside PyTorch

Random weights of CLIP's ViT-B/16, fifty classes (Caltech-101's first), one step of training: loss, gradient, update. PyTorch does
it as the methods' own code does, with open_clip: images through their tower in each step, all 77 positions of each prompt. Ours
reads cached image features where the method leaves the image tower alone. All get the same loss and gradient (the benchmark
fails otherwise). CoOp: 32 images and 16 context tokens; CoCoOp: 1 and 4; MaPLe: 4 and 2, 9 blocks deep. Encoding: 8 images at
once. Each subject does each work in a process of its own, on all cores (matmul on wasm: one); the peak of memory is
the process's, loading included. Rate: operations of the matrix products that a subject's own way needs, per second; the peak is
the fastest product of two square matrices here (\`matmul\`).
`;

const OWN = `
## Icons suite

At the suite's real sizes. Variants that are compared were timed in turns.
`;

function comparedTable(rows: readonly Row[]): string {
  const peak = Math.max(
    ...rows.filter(({ work }) => work === "matmul").map(({ rate }) => rate!),
  );
  const pytorch = new Map(
    rows.filter(({ subject }) => subject === "pytorch").map((row) => [row.work, row]),
  );
  return markdownTable(
    [
      "Work",
      "By",
      "Unit",
      "Median",
      "Least",
      "Most",
      "By processor time",
      "PyTorch's speed",
      "Peak GB",
      "GFLOP/s",
      "Of peak",
      "Repeats",
    ],
    rows.map((row) => [
      ...times(row),
      timesFaster(row, pytorch.get(row.work)),
      (row.peakBytes! / 1e9).toFixed(2),
      (row.rate! / 1e9).toFixed(1),
      peak > 0 ? `${((100 * row.rate!) / peak).toFixed(0)} %` : "",
      String(row.repeats),
    ]),
  );
}

function timesFaster(row: Row, reference: Row | undefined): string {
  if (reference === undefined) return "";
  const [slow, fast] = row.unit === "s" ? [reference, row] : [row, reference];
  return `x ${(slow.median / fast.median).toPrecision(3)}`;
}

function table(rows: readonly Row[]): string {
  return markdownTable(
    ["What", "By", "Unit", "Median", "Least", "Most", "By processor time", "Repeats"],
    rows.map((row) => [
      ...times(row),
      row.repeats === 0 ? "computed" : String(row.repeats),
    ]),
  );
}

/** The cells that every table begins with. */
function times({ work, subject, unit, median, min, max, processor }: Row): string[] {
  const number = (value: number | undefined): string => value?.toPrecision(3) ?? "";
  return [work, subject, unit, ...[median, min, max, processor].map(number)];
}
