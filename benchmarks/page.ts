import { markdownTable } from "../src/report/tables/markdown-table";
import type { Measured, Row } from "./row";
import type { Device } from "./vit-b16/subjects";

/** Everything that one run of `npm run bench` measured, on the processor or on the graphics card. */
export interface Report extends Measured {
  readonly machine: string;
  /** One-minute load averages before and after: on a busy machine, the measured times are too long. */
  readonly load: readonly [number, number];
  readonly node: string;
  /** Git commit of the code that was measured. */
  readonly commit: string;
}

/** Where something was measured: on a device, or in a browser. */
export type Place = Device | "lab";

/** The page of benchmarks, Markdown. */
export function pageOf({ processor, lab, gpu }: Partial<Record<Place, Report>>): string {
  const sections = [
    ...(processor === undefined ? [] : onProcessor(processor)),
    ...(lab === undefined ? [] : [LAB, table(lab.rows), ...lab.notes, made(lab)]),
    ...(gpu === undefined ? [] : onGpu(gpu)),
  ];
  return `${[INTRODUCTION, ...sections].join("\n\n")}\n`;
}

const INTRODUCTION = `# Benchmarks

Written by \`npm run bench -- --write\`, for the lab \`npm run bench -- --lab --write\` and, on a machine with a graphics card,
\`npm run bench -- --gpu --write\`. Do not edit.
"By processor time" is computed from the median processor time, summed over all threads. Other work on the machine affects
it far less than wall time, but still slows it. The first call of each is not counted.`;

function onProcessor(report: Report): string[] {
  const compared = report.rows.filter(({ rate }) => rate !== undefined);
  const own = report.rows.filter(({ rate }) => rate === undefined);
  return [
    ...(compared.length > 0 ? [COMPARED, comparedTable(compared)] : []),
    ...(own.length > 0 ? [OWN, table(own)] : []),
    ...report.notes,
    made(report),
  ];
}

function onGpu(report: Report): string[] {
  return [ON_GPU, comparedTable(report.rows), ...report.notes, madeBy(report)];
}

/** The machine, and how busy it was. */
function made(report: Report): string {
  const [before, after] = report.load.map((value) => value.toFixed(1));
  return (
    `${madeBy(report)} Load average before and after: ${before} and ${after}. Above the number of cores, other work ` +
    "was running and wall times are too long."
  );
}

function madeBy({ machine, node, commit }: Report): string {
  return `Machine: ${machine}. Node ${node}, commit ${commit}.`;
}

const COMPARED = `## ViT-B/16, compared with PyTorch

The model is CLIP's ViT-B/16 with random weights, on fifty classes (the first of Caltech-101). One training step is loss, gradient
and update. PyTorch follows the methods' own code, with open_clip: it encodes the images in each step and computes all 77 positions
of each prompt. promptcal reads cached image features where the method does not tune the image tower. All compute the same loss and
gradient (the benchmark fails otherwise).

- Sizes: 32 images and 16 context tokens for CoOp, 1 and 4 for CoCoOp, 4 and 2 for MaPLe with 9 blocks. Encoding: 8 images at once.
- Each measurement runs in its own process, on all cores (matmul on wasm: one). The implementations take turns, so that changes in
  the machine's speed affect all of them equally.
- Peak memory is that of the process, loading included.
- GFLOP/s counts the operations of the matrix products that an implementation needs. The peak is the fastest product of two square
  matrices on this machine (\`matmul\`).`;

const ON_GPU = `## ViT-B/16 on a graphics card

The same measurements on one card: promptcal with the WebGPU backend of tfjs on Dawn, PyTorch with CUDA. Both use float32 (PyTorch's
default, without TF32). Each call ends when its result is on the processor. Peak memory is that of the card: the memory reserved by
PyTorch's allocator, and all WebGPU buffers.`;

const LAB = `## Lab

In a real Chromium without a window, 1200 pixels wide. Each time in JupyterLab is measured three times, with a new kernel.

- *First figure*: from the address of the executed notebook 00 until its first figure is there, JupyterLab's own loading included.
- *First import*: from the key that runs \`import * as lab\` until the cell has its number; the kernel is idle before.
- *Restart and run all*: from the confirmed restart until the last cell has ended and the kernel is idle.
- *Explorer*: the page with all finished runs of the store. Every control is moved to each of its positions. A time runs from
  the event until the browser has painted, up to 17 ms of waiting for the next frame included. Its processor time is the mean of
  the page's main thread.`;

const OWN = `## Icons suite

At the suite's real sizes. Compared variants were timed in turns.`;

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
      "Task",
      "Implementation",
      "Unit",
      "Median",
      "Min",
      "Max",
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
    ["What", "Backend", "Unit", "Median", "Min", "Max", "By processor time", "Repeats"],
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
