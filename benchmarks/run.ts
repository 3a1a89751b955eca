/**
 * How fast is it here? Steps of tuning, features, prefix sharing and pretraining at the icons suite's
 * real sizes.
 *
 *     npm run bench                        # prints the table
 *     npm run bench -- --write             # and writes it to benchmarks/README.md
 *     npm run bench -- --json FILE         # and all numbers to FILE
 */
import { Command } from "commander";
import { availableParallelism, cpus, loadavg } from "node:os";
import { join } from "node:path";
import { clipTokenizer } from "../src/encoders/tokenizer";
import { startBackend } from "../src/engine/backend";
import { writeFileAtomic, writeJsonAtomic } from "../src/numeric/atomic-file";
import { markdownTable } from "../src/report/markdown-table";
import { encodingRows } from "./encoding";
import { benchmarkModel } from "./model";
import { prefixSharingRows } from "./prefix-sharing";
import { pretrainingRow } from "./pretraining";
import { milliseconds, type Row } from "./row";
import { TUNING_METHODS, tuningSteps } from "./tuning";
import { wholePlanRow } from "./whole-plan";

interface Report {
  readonly machine: string;
  /** Load averages of one minute before and after: numbers of a busy machine are too slow. */
  readonly load: readonly [number, number];
  readonly node: string;
  readonly weights: string;
  readonly rows: readonly Row[];
  /** What was not measured, and why. */
  readonly notes: readonly string[];
}

async function main(): Promise<void> {
  const program = new Command("bench")
    .option("--write", "write benchmarks/README.md", false)
    .option("--json <file>", "write all numbers to a file")
    .parse();
  const { write, json } = program.opts<{ write: boolean; json?: string }>();
  const report = await measureAll();
  const page = pageOf(report);
  process.stdout.write(page);
  if (write) writeFileAtomic(join(__dirname, "README.md"), page);
  if (json !== undefined) writeJsonAtomic(json, report);
}

async function measureAll(): Promise<Report> {
  const before = loadavg()[0]!;
  const rows: Row[] = [];
  const notes: string[] = [];
  const say = (part: string): void => void process.stderr.write(`measuring: ${part}\n`);
  const tokenizer = clipTokenizer();
  const { name: backend } = await startBackend("wasm");
  const { model, weights } = benchmarkModel();
  say("tuning steps");
  const steps = tuningSteps(model, tokenizer);
  rows.push(
    ...TUNING_METHODS.map((method) =>
      milliseconds(`tuning step of ${method}, ${backend}`, steps[method]),
    ),
  );
  say("whole plan");
  rows.push(await wholePlanRow(steps));
  say("prefix sharing");
  rows.push(...prefixSharingRows(model, tokenizer));
  say("features");
  rows.push(...encodingRows(model, tokenizer, backend));
  say("pretraining");
  const pretraining = await pretrainingRow(tokenizer);
  if (typeof pretraining === "string") notes.push(pretraining);
  else rows.push(pretraining);
  return {
    machine: `${availableParallelism()} cores, ${cpus()[0]?.model.trim() || "unknown processor"}`,
    load: [before, loadavg()[0]!],
    node: process.version,
    weights,
    rows,
    notes,
  };
}

function pageOf({ machine, load, node, weights, rows, notes }: Report): string {
  const number = (value: number): string => value.toPrecision(3);
  const table = markdownTable(
    ["What", "Unit", "Median", "Least", "Most", "By processor time", "Repeats"],
    rows.map(({ what, unit, median, min, max, processor, repeats }) => [
      what,
      unit,
      number(median),
      number(min),
      number(max),
      number(processor),
      repeats === 0 ? "computed" : String(repeats),
    ]),
  );
  const [before, after] = load.map((value) => value.toFixed(1));
  return `# Benchmarks

Written by \`npm run bench -- --write\`; do not edit. Icons suite, weights: ${weights}. Machine: ${machine}; Node ${node}.
Load average before and after: ${before} and ${after}; above the number of cores, other work was running and wall times are too
long. "By processor time" is the same value from the median of processor seconds, all threads together: other work on the
machine changes it far less than wall time, but slows it too.
Variants that are compared were timed in turns. The first call of each is not counted.

${table}
${notes.map((note) => `\n${note}\n`).join("")}`;
}

void main();
