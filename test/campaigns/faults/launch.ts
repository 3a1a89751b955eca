import { setTimeout as sleep } from "node:timers/promises";
import { queueOf } from "../../../src/experiments/sweep/launchers/slurm/commands";
import { submittedJobs } from "../../../src/experiments/sweep/launchers/slurm/submissions";
import { readPlan } from "../../../src/experiments/sweep/plan";
import { runId } from "../../../src/experiments/spec/spec";
import { readRun } from "../../../src/experiments/store/store";
import * as cluster from "../../../environment/slurm/cluster.cjs";
import { startPromptcal, type Ended } from "./commands";
import type { World } from "./world";

/** How often a launcher had to be started until its plan was done. */
export interface Launched {
  readonly rounds: number;
  /** How often Slurm drained its node, and an administrator had to return it to service. */
  readonly drained: number;
  /** What its commands said when they did not succeed, without repetitions. */
  readonly complaints: readonly string[];
}

/** Whether every run of a plan is done, by the hashes of its files. */
export function isDone(plan: string, store: string): boolean {
  return readPlan(plan).every((spec) => readRun(store, runId(spec)).state === "done");
}

/** Starts the local pool on a plan again and again until the plan is done. */
export async function untilDoneLocally(world: World, plan: string): Promise<Launched> {
  const complaints = new Set<string>();
  let rounds = 0;
  while (!isDone(plan, world.store)) {
    rounds += 1;
    const words = ["sweep", "run", plan, "--jobs", "1", "--store", world.store];
    note(complaints, await startPromptcal(world.folder, words, { env: world.env }).ended);
  }
  return { rounds, drained: 0, complaints: [...complaints] };
}

/** Submits a plan to Slurm, and what is missing of it again and again until it is done. */
export async function untilDoneOnSlurm(world: World, plan: string): Promise<Launched> {
  const complaints = new Set<string>();
  let [rounds, drained] = [0, 0];
  while (!isDone(plan, world.store)) {
    const word = rounds === 0 ? ["submit", "--slurm"] : ["resume", "--retry-parked"];
    const options = ["--limit", "2", "--store", world.store];
    const words = ["sweep", ...word, plan, ...options];
    const ended = await startPromptcal(world.folder, words, { env: world.env }).ended;
    note(complaints, ended);
    if (ended.code === 0) rounds += 1;
    if (!(await leftQueue(plan, world.settings.patienceSeconds))) {
      await startPromptcal(world.folder, ["sweep", "cancel", plan], { env: world.env })
        .ended;
      if (cluster.returnNode(world.cluster!) !== undefined) drained += 1;
    }
  }
  return { rounds, drained, complaints: [...complaints] };
}

/** Waits until a plan's jobs have left the queue. @returns false where they are held back */
async function leftQueue(plan: string, patienceSeconds: number): Promise<boolean> {
  let moved = Date.now();
  while (Date.now() - moved < 1000 * patienceSeconds) {
    const queue = await queueOf(submittedJobs(plan));
    if (queue !== "unknown" && Object.keys(queue).length === 0) return true;
    if (queue !== "unknown" && "RUNNING" in queue) moved = Date.now();
    await sleep(500);
  }
  return false;
}

function note(complaints: Set<string>, { code, err }: Ended): void {
  if (code === 0) return;
  const line = err.trim().split("\n").at(-1)!;
  // Numbers differ from time to time: of each kind of complaint, one.
  complaints.add(`${code ?? "killed"}: ${line.replaceAll(/\d+/g, "N").slice(0, 200)}`);
}
