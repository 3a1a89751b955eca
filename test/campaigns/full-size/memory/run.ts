/**
 * What each method needs with the most base classes, ImageNet's 500: one step and one prediction at true size, each in a
 * process of its own, on what `npm run rehearse` made.
 *
 *     node --import tsx test/campaigns/full-size/memory/run.ts --folder data/rehearsal
 *     node --import tsx test/campaigns/full-size/memory/run.ts --methods proda+dor
 *
 * What was measured stays in the folder. Writes docs/full-size/memory.json and the page.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { INTERRUPTED } from "../../../../src/cli/terminal/exit-codes";
import { interruptSignal } from "../../../../src/cli/terminal/interrupt";
import { requestedBackend } from "../../../../src/engine/backend";
import { isInterruption } from "../../../../src/experiments/run/interruption";
import { methodName } from "../../../../src/experiments/spec/spec";
import { suiteNamed } from "../../../../src/experiments/suites/suite";
import { writeJsonAtomic } from "../../../../src/files/atomic-file";
import { codeCommit, machine } from "../../reliability/made-by";
import { writeFullSizeRecord } from "../page";
import { askLimited } from "../rehearsal/limited-process";
import { baseClasses } from "../rehearsal/rehearsed-forecast";
import { methodsNamed, rehearsedMethods, requestOf } from "../rehearsal/rehearsed-methods";
import { setStage, SUITE } from "../rehearsal/stage";
import { LARGEST, memoryFolder, memoryRows, type MemoryRow } from "./memory-rows";
import type { StepFindings, StepOrder } from "./step-worker";

/** Memory that a method may need, bytes. */
const BOUND = 8e9;
/** A process that takes more is ended. */
const MAX_BYTES = 10e9;

interface Arguments {
  readonly folder: string;
  readonly architecture: string;
  readonly methods?: readonly string[];
  readonly again: boolean;
}

const listed = (text: string): readonly string[] => text.split(",");

async function main(): Promise<void> {
  const given = new Command("memory")
    .option("--folder <folder>", "of the rehearsal", "data/rehearsal")
    .option("--architecture <name>", "whose shapes", "ViT-B-16")
    .option("--methods <names>", "methods, with commas between", listed)
    .option("--again", "repeat what is measured already", false)
    .parse()
    .opts<Arguments>();
  const signal = interruptSignal();
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  const stage = await setStage(resolve(given.folder), given.architecture, false, say);
  const rows = memoryFolder(stage.folder, given.architecture);
  for (const method of methodsNamed(given.methods)) {
    const name = methodName(method);
    const file = join(rows, `${name}.json`);
    if (existsSync(file) && !given.again) continue;
    const order: StepOrder = {
      request: requestOf(suiteNamed(SUITE), LARGEST, method),
      // What a regulariser adds, it adds to the steps alone.
      predicts: method.regulariser === "none",
    };
    const script = join(__dirname, "step-worker.ts");
    const found = await askLimited<StepFindings>(script, order, MAX_BYTES, signal);
    const row: MemoryRow = {
      method: name,
      ...("answer" in found ? found.answer : found),
    };
    writeJsonAtomic(file, row);
    say(describeRow(row).join("  "));
  }
  write(rows);
}

function write(folder: string): void {
  const found = [...memoryRows(folder)];
  const order = rehearsedMethods().map(methodName);
  found.sort((a, b) => order.indexOf(a.method) - order.indexOf(b.method));
  const over = found.filter(
    ({ failed, peakBytes }) => failed !== undefined || peakBytes > BOUND,
  );
  writeFullSizeRecord("memory", {
    title: "Memory with 500 base classes",
    command: "node --import tsx test/campaigns/full-size/memory/run.ts --folder FOLDER",
    about: [
      `One step of each method on ImageNet's ${baseClasses(LARGEST)} base classes with the recipe \`lab\`, on images of random values and random ` +
        "weights, and one prediction, each method in a process of its own with one thread. A step in which the graph would take over 2 GB is " +
        "computed in portions, each computed again for its gradient. No method may need over 8 GB.",
      `${found.length} of ${order.length} methods were measured. ` +
        (over.length === 0
          ? "Each needs less than 8 GB."
          : `Over 8 GB: ${over.map(({ method }) => method).join(", ")}.`),
    ],
    seed: 1,
    commit: codeCommit(),
    started: new Date().toISOString(),
    seconds: found.reduce(
      (sum, { tuning = 0, predicting = 0 }) => sum + tuning + predicting,
      0,
    ),
    machine: `${machine()}, backend ${requestedBackend()}`,
    tables: [
      {
        title: "One batch of each method",
        columns: ["method", "tuning, core-s", "predicting, core-s", "memory, GB"],
        rows: found.map(describeRow),
        note: "Tuning includes what the first step prepares. Methods that take images singly take four steps.",
      },
    ],
    findings: [],
  });
}

function describeRow({
  method,
  failed,
  tuning,
  predicting,
  peakBytes,
}: MemoryRow): readonly string[] {
  return [
    failed === undefined ? method : `${method}: ${failed}`,
    tuning?.toFixed(1) ?? "",
    predicting?.toFixed(1) ?? "",
    (peakBytes / 1e9).toFixed(1),
  ];
}

main().catch((error: unknown) => {
  if (!isInterruption(error)) throw error;
  process.exitCode = INTERRUPTED;
});
