import { existsSync, readdirSync, statSync, truncateSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runId } from "../../../src/experiments/spec/spec";
import { RESULT_FILE, RUN_FILES } from "../../../src/experiments/store/store-paths";
import * as cluster from "../../../environment/slurm/cluster.cjs";
import { startPromptcal } from "./commands";
import { fillDisk } from "./disk";
import { onOtherHost } from "./other-host";
import { signalTo, taskProcesses, type TaskProcess } from "./processes";
import { stageOf } from "./stage";
import { count, oneOfThem, type World } from "./world";

/** A fault. @returns what was hit, or undefined where there was nothing to hit */
type Fault = (world: World) => Promise<string | undefined>;

/** Kinds of faults with their weights: how often each is drawn. */
export const FAULTS: Readonly<
  Record<string, { readonly weight: number; readonly fault: Fault }>
> = {
  "task process killed at a random moment": { weight: 6, fault: killAtRandom },
  "task process told to stop (preemption)": { weight: 2, fault: preempt },
  "local pool killed with its workers alive": { weight: 1, fault: killPool },
  "process asleep for a while": { weight: 1, fault: putToSleep },
  "controller killed and started again": { weight: 1, fault: restart("slurmctld") },
  "node daemon killed and started again": { weight: 1, fault: restart("slurmd") },
  "index executed twice at the same time": { weight: 3, fault: runTwice },
  "disk full": { weight: 2, fault: fill },
  "file of a result truncated": { weight: 2, fault: truncateResult },
  "clock of a lease jumps": { weight: 2, fault: shiftLease },
};

/** Kills a process and notes what it was at; it stands still meanwhile. */
function killNoting(world: World, { pid, kind }: TaskProcess): string | undefined {
  if (!signalTo(pid, "SIGSTOP")) return undefined;
  const stage = stageOf(world.store, pid);
  signalTo(pid, "SIGKILL");
  count(world.stages, stage);
  return `${kind} ${pid}: ${stage}`;
}

/** A worker of a kind drawn first: the pool has few processes, but they do most of the runs. */
function someWorker({ mark, random }: World): TaskProcess | undefined {
  const workers = taskProcesses(mark).filter(({ kind }) => kind !== "pool");
  const kind = oneOfThem([...new Set(workers.map((worker) => worker.kind))], random);
  return oneOfThem(
    workers.filter((worker) => worker.kind === kind),
    random,
  );
}

async function killAtRandom(world: World): Promise<string | undefined> {
  const target = someWorker(world);
  return target && killNoting(world, target);
}

async function preempt(world: World): Promise<string | undefined> {
  const target = someWorker(world);
  if (target === undefined || !signalTo(target.pid, "SIGTERM")) return undefined;
  return `${target.kind} ${target.pid}`;
}

async function killPool(world: World): Promise<string | undefined> {
  const target = taskProcesses(world.mark).find(({ kind }) => kind === "pool");
  if (target === undefined || !signalTo(target.pid, "SIGKILL")) return undefined;
  return `pool ${target.pid}`;
}

/** Longer than its lease is believed on another machine. */
async function putToSleep(world: World): Promise<string | undefined> {
  const target = someWorker(world);
  if (target === undefined || !signalTo(target.pid, "SIGSTOP")) return undefined;
  await sleep(1500 * world.settings.staleSeconds * world.random());
  signalTo(target.pid, "SIGCONT");
  return `${target.kind} ${target.pid}`;
}

function restart(daemon: cluster.Daemon): Fault {
  return async ({ cluster: place, random }) => {
    if (place === null) return undefined;
    cluster.stopDaemon(place, daemon, "SIGKILL");
    await sleep(4000 * random());
    cluster.startDaemon(place, daemon);
    return daemon;
  };
}

/** Two workers at once on a run, one of them on another host whose clock is wrong by days. */
async function runTwice(world: World): Promise<string | undefined> {
  const { random, specs, store, plan, folder, env, seconds, otherHost } = world;
  // They would pile up on a slow machine: one pair at a time.
  if (taskProcesses(world.mark).some(({ kind }) => kind === "second worker"))
    return undefined;
  const undone = [...specs.keys()].filter(
    (index) => !existsSync(join(store, runId(specs[index]!), RESULT_FILE)),
  );
  const index = oneOfThem(undone, random);
  if (index === undefined) return undefined;
  const words = ["work", plan, "--index", String(index), "--store", store];
  const days = Math.round(2000 * random() - 1000);
  seconds.push(
    startPromptcal(folder, words, { env }),
    startPromptcal(folder, words, {
      env,
      before: otherHost === undefined ? [] : onOtherHost(days, otherHost),
    }),
  );
  return `index ${index}, the other clock ${days} days off`;
}

async function fill({ ownDisk, store, random }: World): Promise<string | undefined> {
  if (!ownDisk) return undefined;
  const empty = fillDisk(store);
  await sleep(500 + 3000 * random());
  empty();
  return "full for a moment";
}

async function truncateResult({
  store,
  specs,
  random,
}: World): Promise<string | undefined> {
  const done = specs
    .map((spec) => join(store, runId(spec)))
    .filter((folder) => existsSync(join(folder, RESULT_FILE)));
  const folder = oneOfThem(done, random);
  if (folder === undefined) return undefined;
  const path = join(folder, oneOfThem([...RUN_FILES, RESULT_FILE], random)!);
  try {
    const size = Math.floor(statSync(path).size * random());
    truncateSync(path, size);
    return `${path} to ${size} bytes`;
  } catch {
    // Set aside by a worker between listing and here.
    return undefined;
  }
}

async function shiftLease({ store, random }: World): Promise<string | undefined> {
  const leases = join(store, ".leases");
  const names = existsSync(leases) ? readdirSync(leases) : [];
  const name = oneOfThem(
    names.filter((other) => !other.startsWith(".")),
    random,
  );
  if (name === undefined) return undefined;
  const seconds = Date.now() / 1000 + (random() - 0.5) * 20 * 365 * 86400;
  try {
    utimesSync(join(leases, name), seconds, seconds);
    return `${name} to ${new Date(1000 * seconds).toISOString()}`;
  } catch {
    // Released between listing and here.
    return undefined;
  }
}
