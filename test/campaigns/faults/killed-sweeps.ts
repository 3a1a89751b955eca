import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runId } from "../../../src/experiments/spec/spec";
import { readRun } from "../../../src/experiments/store/store";
import { startPromptcal, type Started } from "./commands";
import { deathAtFile, deathsOf, type Death } from "./deaths";
import { endOrMoment } from "./end-or-moment";
import { isDone } from "./launch";
import { signalTo, taskProcesses } from "./processes";
import { STAGES, stageOf, type Stage } from "./stage";
import { compareStores, type Check } from "./verify";
import { count, type World } from "./world";

/** What came of killing local sweeps. */
export interface KilledSweeps {
  readonly kills: number;
  /** Sweeps that came to their end, each after its last kill, and were compared. */
  readonly finished: number;
  /** What the workers of killed pools were at. */
  readonly stages: ReadonlyMap<Stage, number>;
  /** Workers that died at a change of a file, and took their pool along. */
  readonly deaths: readonly Death[];
  readonly failed: readonly Check[];
}

/**
 * Kills a local sweep with signal 9, at random moments and while its workers write, and goes on
 * with the same command, until there were enough kills; whenever the plan is done, its store is compared
 * with the undisturbed one and the next sweep begins with an empty one.
 */
export async function killSweeps(
  world: World,
  undisturbed: string,
  reference: Promise<void>,
  tell: (so: KilledSweeps) => void,
): Promise<KilledSweeps> {
  const store = join(world.folder, "killed");
  const stages = new Map<Stage, number>(STAGES.map((stage) => [stage, 0]));
  const failed: Check[] = [];
  let [kills, finished] = [0, 0];
  const start = (deadly: boolean) => {
    const words = ["sweep", "run", world.plan, "--jobs", "2", "--store", store];
    const env = deadly
      ? { ...world.env, ...deathAtFile(world, store, 0.01, "kill") }
      : world.env;
    return startPromptcal(world.folder, words, { env });
  };
  const soFar = (): KilledSweeps => ({
    ...{ kills, finished, stages, failed },
    deaths: deathsOf(world),
  });
  const compare = async (): Promise<void> => {
    await start(false).ended;
    await reference;
    failed.push(
      ...compareStores(world.specs, store, undisturbed).filter(({ holds }) => !holds),
    );
    finished += 1;
    rmSync(store, { recursive: true, force: true });
  };
  const longest = 2 * (await untilFirstRun(world, store, start));
  while (kills < world.settings.kills) {
    // Half of the moments are random, half are those at which a worker changes a file.
    const deadly = world.random() < 0.5;
    const sweep = start(deadly);
    const ended = sweep.ended.then(({ code }) => (code === null ? "killed" : "done"));
    const moment = longest * world.random() * (deadly ? 3 : 1);
    const outcome = await endOrMoment(ended, moment);
    if (outcome === "moment") {
      const workers = taskProcesses(world.mark).filter(
        ({ kind }) => kind === "pool worker",
      );
      for (const { pid } of workers) signalTo(pid, "SIGSTOP");
      for (const { pid } of workers) count(stages, stageOf(store, pid));
      sweep.process.kill("SIGKILL");
      // Half of the time the workers die with the pool, else they have to notice its death.
      const signal = world.random() < 0.5 ? "SIGKILL" : "SIGCONT";
      for (const { pid } of workers) signalTo(pid, signal);
    }
    if (outcome !== "done") kills += 1;
    await sweep.ended;
    if (isDone(world.plan, store)) await compare();
    tell(soFar());
  }
  await compare();
  return soFar();
}

/** Milliseconds from the start of a sweep to its first finished run on this machine, now. */
async function untilFirstRun(
  world: World,
  store: string,
  start: (deadly: boolean) => Started,
): Promise<number> {
  const from = Date.now();
  const sweep = start(false);
  while (!world.specs.some((spec) => readRun(store, runId(spec)).state === "done")) {
    await sleep(50);
  }
  sweep.process.kill("SIGINT");
  await sweep.ended;
  return Date.now() - from;
}
