/**
 * The whole plan of the paper through a Slurm of this machine, as `sweep submit` sends it, beside the committed
 * table of the same runs, which a local pool has computed: the bytes are to be the same.
 *
 *     npm run on-slurm -- --folder F                # goes on where F was left; writes docs/reliability
 *     npm run on-slurm -- --folder F --minutes 30   # ends after that, and tells what is done
 */
import { Command } from "commander";
import { mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { interruptSignal } from "../../../src/cli/terminal/interrupt";
import { planStatus } from "../../../src/experiments/sweep/collect";
import { queueOf } from "../../../src/experiments/sweep/launchers/slurm/commands";
import { submittedJobs } from "../../../src/experiments/sweep/launchers/slurm/submissions";
import { readPlan, writePlan } from "../../../src/experiments/sweep/plan";
import { DEFAULT_SUITE } from "../../../src/experiments/suites/default-suite";
import { suiteNamed } from "../../../src/experiments/suites/suite";
import { presetRuns } from "../../../src/experiments/sweep/presets";
import { methodName, type RunSpec } from "../../../src/experiments/spec/spec";
import { PromptcalError } from "../../../src/errors/promptcal-error";
import { figuresFolder } from "../../../src/report/rendering/save-figure";
import { RUNS_FILE } from "../../../src/report/tables/table-differences";
import * as cluster from "../../../environment/slurm/cluster.cjs";
import { startPromptcal } from "../faults/commands";
import { codeCommit, machine } from "../reliability/made-by";
import { writeRecord } from "../reliability/page";
import { compareRows } from "./compare-rows";
import { spread } from "./spread";
import { onSlurmRecord } from "./record";

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Looks at the queue, one each second, until a cancelled task has to be gone. */
const MAX_TRIES = 60;

/** Most runs take seconds, of which a process of their own would spend two on its start. */
const RUNS_PER_TASK = "8";

interface Arguments {
  readonly folder: string;
  readonly preset: string;
  readonly minutes: number;
}

async function main(): Promise<void> {
  const given = new Command("on-slurm")
    .requiredOption("--folder <folder>", "for plan, logs and store; kept")
    .option("--preset <name>", "runs of the plan to begin with", "paper")
    .option("--minutes <n>", "time after which it ends", Number, Infinity)
    .parse()
    .opts<Arguments>();
  const { ok, detail } = cluster.canStart();
  if (!ok) throw new PromptcalError(`no Slurm can be started here: ${detail}`);
  const folder = resolve(given.folder);
  mkdirSync(folder, { recursive: true });
  const [plan, store] = [join(folder, `${given.preset}.jsonl`), join(folder, "store")];
  const suite = suiteNamed(DEFAULT_SUITE);
  const specs = spread(await presetRuns(given.preset, { suite }), kindOf);
  writePlan(plan, specs);
  const started = new Date();
  const place = join(folder, "cluster");
  process.env["SLURM_CONF"] = await cluster.start(place);
  try {
    const until = started.getTime() + 60_000 * given.minutes;
    const signal = interruptSignal();
    await compute(plan, store, () => signal.aborted || Date.now() >= until);
  } finally {
    cluster.stop(place);
  }
  const committed = readFileSync(join(figuresFolder, RUNS_FILE), "utf8");
  // All of the paper's runs that are there, whichever plan they came with.
  const paper = await presetRuns("paper", { suite });
  const record = onSlurmRecord(compareRows(paper, store, committed, kindOf), {
    commit: codeCommit(),
    started: started.toISOString(),
    seconds: (Date.now() - started.getTime()) / 1000,
    machine: machine(),
  });
  for (const row of record.tables[0]!.rows) say(row.join("  |  "));
  writeRecord("on-slurm", record);
}

/**
 * Submits what is missing of a plan until it is done, the time is over, or Ctrl-C came: daemons must not stay.
 * @throws PromptcalError where a whole round brought nothing
 */
async function compute(plan: string, store: string, isOver: () => boolean): Promise<void> {
  const specs = readPlan(plan);
  // The scheduler remembers what a sitting left that was killed.
  await emptyQueue(plan);
  let done = planStatus(specs, store).done;
  while (done < specs.length && !isOver()) {
    const together = ["--runs-per-task", RUNS_PER_TASK];
    await command(["sweep", "resume", plan, "--store", store, ...together]);
    while (!isOver() && (await isQueued(plan))) await sleep(2000);
    const now = planStatus(specs, store).done;
    if (now === done && !isOver()) {
      throw new PromptcalError(
        `the jobs ended with no more than ${done} of ${specs.length} runs done; ` +
          `see: promptcal sweep status ${plan} --store ${store}`,
      );
    }
    done = now;
  }
  await emptyQueue(plan);
}

/** Takes the plan's tasks from the queue; those that run need a moment to save their epoch. */
async function emptyQueue(plan: string): Promise<void> {
  if (!(await isQueued(plan))) return;
  await command(["sweep", "cancel", plan]);
  for (let tries = 0; tries < MAX_TRIES && (await isQueued(plan)); tries++)
    await sleep(1000);
}

async function isQueued(plan: string): Promise<boolean> {
  const queue = await queueOf(submittedJobs(plan));
  return queue === "unknown" || Object.keys(queue).length > 0;
}

async function command(words: readonly string[]): Promise<void> {
  const { code, out, err } = await startPromptcal(process.cwd(), words).ended;
  if (code !== 0) throw new PromptcalError(`promptcal ${words.join(" ")}: ${err.trim()}`);
  say(out.trim());
}

function kindOf(spec: RunSpec): string {
  return `${methodName(spec)}${spec.suite.includes("+") ? " under shift" : ""}`;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
