import { markdownTable } from "../src/report/tables/markdown-table";
import type { Measured, Row } from "./row";
import type { Place } from "./vit-b16/subjects";

/** Everything that `npm run bench` measured at one place, in one run. */
export interface Report extends Measured {
  readonly machine: string;
  /** Load averages of one minute before and after: numbers of a busy machine are too slow. */
  readonly load: readonly [number, number];
  readonly node: string;
  /** Git commit of the code that was measured. */
  readonly commit: string;
}

/** The page of benchmarks, Markdown. */
export function pageOf({ processor, gpu }: Partial<Record<Place, Report>>): string {
  const sections = [
    ...(processor === undefined ? [] : onProcessor(processor)),
    ...(gpu === undefined ? [] : onGpu(gpu)),
  ];
  return `${[INTRODUCTION, ...sections].join("\n\n")}\n`;
}

const INTRODUCTION = `# Benchmarks

Written by \`npm run bench -- --write\` and, on a machine with a graphics card, \`npm run bench -- --gpu --write\`; do not edit.
"By processor time" is the value from the median of processor seconds, all threads together: other work on the machine changes
it far less than wall time, but slows it too. The first call of each is not counted.`;

function onProcessor(report: Report): string[] {
  const compared = report.rows.filter(({ rate }) => rate !== undefined);
  const own = report.rows.filter(({ rate }) => rate === undefined);
  const [before, after] = report.load.map((value) => value.toFixed(1));
  const load =
    `Load average before and after: ${before} and ${after}; above the number of cores, other work was running and wall ` +
    "times are too long.";
  return [
    ...(compared.length > 0 ? [COMPARED, comparedTable(compared)] : []),
    ...(own.length > 0 ? [OWN, table(own)] : []),
    ...report.notes,
    `${madeBy(report)} ${load}`,
  ];
}

function onGpu(report: Report): string[] {
  return [ON_GPU, comparedTable(report.rows), ...report.notes, madeBy(report)];
}

function madeBy({ machine, node, commit }: Report): string {
  return `Machine: ${machine}. Node ${node}, commit ${commit}.`;
}

const COMPARED = `## ViT-B/16, beside PyTorch

Random weights of CLIP's ViT-B/16, fifty classes (Caltech-101's first), one step of training: loss, gradient, update. PyTorch does
it as the methods' own code does, with open_clip: images through their tower in each step, all 77 positions of each prompt. Ours
reads cached image features where the method leaves the image tower alone. All get the same loss and gradient (the benchmark
fails otherwise). CoOp: 32 images and 16 context tokens; CoCoOp: 1 and 4; MaPLe: 4 and 2, 9 blocks deep. Encoding: 8 images at
once. Each subject does each work in a process of its own, on all cores (matmul on wasm: one), and all take turns, so that a
change of the machine's speed meets them alike; the peak of memory is the process's, loading included. Rate: operations of the matrix products that a subject's own way needs, per second; the peak is
the fastest product of two square matrices here (\`matmul\`).`;

const ON_GPU = `## ViT-B/16 on a graphics card

The same works, ours by tfjs' WebGPU backend on Dawn, PyTorch by CUDA, both in float32 (PyTorch as it is by default, without
TF32), on one card. Each call ends with its result on the processor. The peak of memory is that of the card:
what PyTorch's allocator has reserved, and all buffers of WebGPU.`;

const OWN = `## Icons suite

At the suite's real sizes. Variants that are compared were timed in turns.`;

function comparedTable(rows: readonly Row[]): string {
  const peak = Math.max(
    ...rows.filter(({ work }) => work === "matmul").map(({ rate }) => rate!),
  );
  const pytorch = new Map(
    rows
      .filter(({ subject }) => subject.startsWith("pytorch"))
      .map((row) => [row.work, row]),
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
