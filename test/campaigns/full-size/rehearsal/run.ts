/**
 * The dress rehearsal of real CLIP: random weights of true shapes in OpenAI's file form, data sets in their published
 * layouts with the published numbers of classes, and every method for a few steps on each. Each run is a process of
 * its own with one thread.
 *
 *     npm run rehearse                                        # every method on every data set: a night
 *     npm run rehearse -- --datasets eurosat --methods coop,coop+dor
 *     npm run rehearse -- --full                              # with the published numbers of pictures
 *     npm run rehearse -- --quick                             # toy size, some methods: about a minute
 *
 * What is done stays in the folder, so that it can be made in parts. All but --quick write docs/full-size.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { interruptSignal } from "../../../../src/cli/terminal/interrupt";
import { methodName } from "../../../../src/experiments/spec/spec";
import { suiteNamed } from "../../../../src/experiments/suites/suite";
import { PromptcalError } from "../../../../src/errors/promptcal-error";
import { writeJsonAtomic } from "../../../../src/files/atomic-file";
import { readJson } from "../../../../src/files/json/parse-json";
import { writeFullSizeRecord } from "../page";
import { askLimited } from "./limited-process";
import type { EncodingFindings, EncodingOrder } from "./encoding-worker";
import { rehearsalRecord, rehearsedRows } from "./record";
import { methodsNamed, requestOf } from "./rehearsed-methods";
import type { RehearsedRun } from "./rehearsed-run";
import type { RunFindings, RunOrder } from "./run-worker";
import { setStage, SUITE, TINY, type Stage } from "./stage";

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Share of the free memory that a run may take. */
const MEMORY_SHARE = 0.8;

/** What --quick runs: each kind of method once. */
const QUICK = {
  datasets: ["eurosat"],
  methods: ["zeroshot", "coop", "coop+dor", "proda", "tcp", "maple", "tip-adapter-f"],
};

interface Arguments {
  readonly quick: boolean;
  readonly full: boolean;
  readonly architecture: string;
  readonly datasets?: readonly string[];
  readonly methods?: readonly string[];
  readonly folder: string;
  readonly memory?: number;
  readonly nouns: boolean;
  readonly again: boolean;
}

const listed = (text: string): readonly string[] => text.split(",");

async function main(): Promise<void> {
  const given = new Command("rehearse")
    .option("--quick", "toy size, some methods on one data set; writes no page", false)
    .option("--full", "as many pictures as were published", false)
    .option("--architecture <name>", "whose shapes", "ViT-B-16")
    .option("--datasets <names>", "data sets, with commas between", listed)
    .option("--methods <names>", "methods, with commas between", listed)
    .option("--folder <folder>", "keeps what was made and done", "data/rehearsal")
    .option("--memory <gigabytes>", "a run that takes more is ended", Number)
    .option("--nouns", "encode DOR's nouns, in place of random rows", false)
    .option("--again", "repeat what is done already", false)
    .parse()
    .opts<Arguments>();
  const signal = interruptSignal();
  const name = given.quick ? TINY : given.architecture;
  const stage = await setStage(resolve(given.folder), name, given.full, say);
  const suite = suiteNamed(SUITE);
  const {
    datasets = given.quick ? QUICK.datasets : suite.datasets.names,
    methods = given.quick ? QUICK.methods : undefined,
  } = given;
  const maxBytes =
    given.memory === undefined
      ? MEMORY_SHARE * process.availableMemory()
      : 1e9 * given.memory;
  for (const dataset of datasets) {
    for (const method of methodsNamed(methods)) {
      const row = { dataset, method: methodName(method) };
      const file = rowFile(stage, name, row);
      if (!given.again && existsSync(file) && doneRow(file)) continue;
      const order: RunOrder = {
        ...{ request: requestOf(suite, dataset, method), store: stage.store },
        nouns: given.nouns,
      };
      const script = join(__dirname, "run-worker.ts");
      const found = await askLimited<RunFindings>(script, order, maxBytes, signal);
      const run: RehearsedRun =
        "answer" in found ? { ...row, ...found.answer } : { ...row, seconds: {}, ...found };
      writeJsonAtomic(file, run);
      say(describeRun(run));
    }
  }
  if (given.quick) return;
  const rows = rehearsedRows(join(stage.folder, name, "rows"));
  const encoding = await encodingTimes(stage, name, signal);
  writeFullSizeRecord("rehearsal", await rehearsalRecord(stage, name, rows, encoding));
}

/** What the frozen towers take, measured once. */
async function encodingTimes(
  { folder }: Stage,
  architecture: string,
  signal: AbortSignal,
): Promise<EncodingFindings> {
  const file = join(folder, architecture, "encoding.json");
  if (existsSync(file)) return readJson(file, "times of the towers") as EncodingFindings;
  const order: EncodingOrder = { suite: SUITE, dataset: QUICK.datasets[0]! };
  const script = join(__dirname, "encoding-worker.ts");
  const found = await askLimited<EncodingFindings>(script, order, Infinity, signal);
  if (!("answer" in found))
    throw new PromptcalError(`the towers were not timed: ${found.failed}`);
  writeJsonAtomic(file, found.answer);
  return found.answer;
}

function rowFile(
  { folder }: Stage,
  architecture: string,
  { dataset, method }: Pick<RehearsedRun, "dataset" | "method">,
): string {
  return join(folder, architecture, "rows", `${dataset} ${method}.json`);
}

function doneRow(file: string): boolean {
  return (readJson(file, "rehearsed run") as RehearsedRun).failed === undefined;
}

function describeRun({
  dataset,
  method,
  failed,
  seconds,
  peakBytes,
}: RehearsedRun): string {
  const all = Object.values(seconds).reduce((a, b) => a + b, 0);
  const how = failed ?? `${all.toFixed(1)} s`;
  return `${dataset} ${method}: ${how}, ${(peakBytes / 1e9).toFixed(1)} GB`;
}

main().catch((error: unknown) => {
  const isKnown = error instanceof PromptcalError || (error as Error).name === "AbortError";
  if (!isKnown) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});
