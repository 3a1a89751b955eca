import { join } from "node:path";
import { STALE_VARIABLE } from "../../../src/experiments/store/lease-owner";
import { writePlan } from "../../../src/experiments/sweep/plan";
import { suiteNamed } from "../../../src/experiments/suites/suite";
import { planRuns } from "../../../src/experiments/sweep/plan-runs";
import { storedRunIds } from "../../../src/experiments/store/store";
import { writeJsonAtomic } from "../../../src/files/atomic-file";
import { seededRandom } from "../../../src/random/random";
import { codeCommit, machine } from "../reliability/made-by";
import * as cluster from "../../../environment/slurm/cluster.cjs";
import { startPromptcal } from "./commands";
import { deathAtFile, deathsOf } from "./deaths";
import { disturb } from "./disturb";
import { mountDisk } from "./disk";
import { killSweeps, type KilledSweeps } from "./killed-sweeps";
import { untilDoneLocally, untilDoneOnSlurm } from "./launch";
import { whyNoOtherHost, whyRightClocks } from "./other-host";
import { tellProgress } from "./progress";
import { recordOf, type Campaign, type Disturbed } from "./record";
import { MARK, type Settings } from "./settings";
import { STAGES } from "./stage";
import { compareStores } from "./verify";
import type { World } from "./world";

/**
 * A whole campaign: the undisturbed runs, the disturbed ones and the killed sweeps, at the same time, since
 * neither knows of the others. What is known so far of a long one lies in `record.json` of its folder.
 * @param release gets what has to be undone in the end, whatever happens
 */
export async function runCampaign(
  settings: Settings,
  seed: string,
  folder: string,
  release: (() => void)[],
  say: (text: string) => void,
): Promise<Campaign> {
  const started = new Date();
  const { world, left } = await prepare(settings, seed, folder, release);
  const undisturbed = join(folder, "undisturbed");
  say(`${world.specs.length} runs, serial and undisturbed`);
  const reference = succeed(marked(world, "calm"), world.plan, undisturbed);
  const so = (disturbed: Disturbed, killed: KilledSweeps): Campaign => ({
    seed,
    started: started.toISOString(),
    seconds: (Date.now() - started.getTime()) / 1000,
    commit: codeCommit(),
    machine: machine(),
    runs: world.specs.length,
    disturbed,
    killed,
    otherHost: world.otherHost,
    left,
  });
  let known: Disturbed | undefined;
  let kills = 0;
  const tell = (killed: KilledSweeps): void => {
    kills = killed.kills;
    if (known === undefined) return;
    writeJsonAtomic(join(folder, "record.json"), recordOf(so(known, killed)));
  };
  say(`the same with faults, through ${world.cluster ? "Slurm and " : ""}the local pool`);
  const disturbing = disturbRuns(world, undisturbed, reference).then((disturbed) => {
    known = disturbed;
    say("the disturbed runs are done");
    return disturbed;
  });
  say(`local sweeps, killed ${settings.kills} times`);
  const killing = killSweeps(marked(world, "killed"), undisturbed, reference, tell);
  const runs = (what: string, store: string) => ({
    what,
    of: world.specs.length,
    done: () => storedRunIds(store).length,
  });
  const parts = [
    runs("undisturbed", undisturbed),
    runs("with faults", world.store),
    { what: "kills", of: settings.kills, done: () => kills },
  ];
  release.push(tellProgress(parts, say));
  return so(...(await Promise.all([disturbing, killing])));
}

/** Plan, disk and cluster of a campaign. */
async function prepare(
  settings: Settings,
  seed: string,
  folder: string,
  release: (() => void)[],
): Promise<{ world: World; left: readonly string[] }> {
  const left: string[] = [];
  const specs = await planRuns({
    suite: suiteNamed("icons"),
    ...settings,
    set: { epochs: 1, shots: 1 },
  });
  const plan = join(folder, "plan.jsonl");
  writePlan(plan, specs);
  const store = join(folder, "store");
  const unmount = mountDisk(store, settings.diskMegabytes);
  if (typeof unmount === "string") left.push(`The disk was never full: ${unmount}.`);
  else release.push(unmount);
  const { ok, detail } = cluster.canStart();
  const place = ok ? join(folder, "cluster") : null;
  if (!ok) left.push(`Slurm was left out: ${detail}.`);
  if (place !== null) {
    release.push(() => cluster.stop(place, "SIGKILL"));
    process.env["SLURM_CONF"] = await cluster.start(place);
  }
  const alone = whyNoOtherHost();
  const right = alone === undefined ? whyRightClocks() : undefined;
  const other =
    alone === undefined
      ? { clockIsOff: right === undefined, ...(right === undefined ? {} : { why: right }) }
      : undefined;
  if (alone !== undefined) left.push(`All workers were on one host: ${alone}.`);
  const base = {
    settings,
    seed,
    folder,
    store,
    plan,
    specs,
    cluster: place,
    ownDisk: typeof unmount !== "string",
    otherHost: other,
    seconds: [],
    stages: new Map(STAGES.map((stage) => [stage, 0] as const)),
    mark: "",
    env: process.env,
    random: seededRandom("faults", seed),
  };
  return { world: marked(base, "disturbed"), left };
}

/** A part of a campaign: its processes bear a mark of their own, its moments come from its own stream. */
function marked(world: World, part: string): World {
  const mark = `${process.pid}-${world.seed}-${part}`;
  const env = {
    ...process.env,
    [MARK]: mark,
    [STALE_VARIABLE]: String(world.settings.staleSeconds),
    TF_NUM_INTRAOP_THREADS: "1",
    NODE_OPTIONS: `--require ${join(__dirname, "die-at-file.cjs")}`,
  };
  return { ...world, mark, env, random: seededRandom("faults", world.seed, part) };
}

/** One half of the plan through Slurm, the other through the local pool, at once and with faults. */
async function disturbRuns(
  calm: World,
  undisturbed: string,
  reference: Promise<void>,
): Promise<Disturbed> {
  const from = Date.now();
  const { settings, store, plan, specs, folder, stages } = calm;
  const env = { ...calm.env, ...deathAtFile(calm, store, settings.deathAtFile) };
  const world = { ...calm, env };
  const half = (name: string, rest: number): string => {
    const path = join(folder, name);
    writePlan(
      path,
      specs.filter(({ seed }) => seed % 2 === rest),
    );
    return path;
  };
  const [first, second] = [half("slurm.jsonl", 1), half("local.jsonl", 0)];
  const end = new AbortController();
  const faults = disturb(world, end.signal);
  const slurm = world.cluster === null ? untilDoneLocally : untilDoneOnSlurm;
  const [bySlurm, byPool] = await Promise.all([
    slurm(world, first),
    untilDoneLocally(world, second),
  ]);
  end.abort();
  const counts = await faults;
  await Promise.all(world.seconds.map(({ ended }) => ended));
  // What was truncated after its sweep had ended: the next one repairs it.
  await succeed(calm, plan, store);
  const seconds = (Date.now() - from) / 1000;
  await reference;
  const checks = compareStores(specs, store, undisturbed);
  return { counts, stages, deaths: deathsOf(world), bySlurm, byPool, seconds, checks };
}

/** A serial sweep that nothing disturbs. */
async function succeed({ folder, env }: World, plan: string, store: string): Promise<void> {
  const words = ["sweep", "run", plan, "--jobs", "1", "--store", store];
  const { code, err } = await startPromptcal(folder, words, { env }).ended;
  if (code !== 0)
    throw new Error(`promptcal ${words.join(" ")}: exit code ${code}: ${err}`);
}

/** The code's commit, with `+` where tracked files differ from it. */
