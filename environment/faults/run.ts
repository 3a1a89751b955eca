/**
 * The fault campaign: a plan of small real runs goes through Slurm and the local pool at once while
 * processes, daemons, disk, files and clocks fail; then local sweeps are killed again and again. In the
 * end everything has to be as if nothing had happened.
 *
 *     npm run faults                          # 594 runs and 200 kills; writes docs/reliability
 *     npm run faults -- --quick               # 8 runs and 3 kills, in less than a minute
 *     npm run faults -- --seed 7 --folder F   # other moments; F keeps plans, logs and stores
 */
import { Command } from "commander";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, cpus, tmpdir, type as system } from "node:os";
import { join, resolve } from "node:path";
import { writePlan } from "../../src/experiments/plan";
import { planRuns } from "../../src/experiments/plan-runs";
import { projectRoot } from "../../src/experiments/project-root";
import { STALE_VARIABLE } from "../../src/experiments/lease";
import { writeJsonAtomic } from "../../src/numeric/atomic-file";
import { seededRandom } from "../../src/numeric/random";
import { writeRecord } from "../reliability/page";
import { cluster } from "./cluster";
import { startPromptcal } from "./commands";
import { deathAtFile, deathsOf } from "./deaths";
import { disturb } from "./disturb";
import { mountDisk } from "./disk";
import { killSweeps, type KilledSweeps } from "./killed-sweeps";
import { untilDoneLocally, untilDoneOnSlurm, type Launched } from "./launch";
import { recordOf, type Campaign } from "./record";
import { FULL, MARK, QUICK, type Settings } from "./settings";
import { STAGES } from "./stage";
import { compareStores } from "./verify";
import type { World } from "./world";

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function main(): Promise<void> {
  const program = new Command("faults")
    .option("--quick", "the short form", false)
    .option("--seed <text>", "seed of all random moments", "1")
    .option("--folder <folder>", "empty folder for plans, logs and stores; kept")
    .parse();
  const given = program.opts<{ quick: boolean; seed: string; folder?: string }>();
  const folder = given.folder
    ? resolve(given.folder)
    : mkdtempSync(join(tmpdir(), "faults-"));
  mkdirSync(folder, { recursive: true });
  const release: (() => void)[] = [];
  try {
    const settings = given.quick ? QUICK : FULL;
    const campaign = await run(settings, given.seed, folder, release);
    const record = recordOf(campaign);
    for (const { title, columns, rows, note } of record.tables) {
      say(`\n${title}`);
      for (const row of [columns, ...rows]) say(`  ${row.join("  |  ")}`);
      if (note !== undefined) say(`  ${note}`);
    }
    if (!given.quick) writeRecord("faults", record);
    const failed = [...campaign.checks, ...campaign.killed.failed].filter(
      ({ holds }) => !holds,
    );
    if (failed.length > 0) {
      say(`\nFAILED: ${failed.map(({ what, found }) => `${what}: ${found}`).join("; ")}`);
      process.exitCode = 1;
    } else say(`\nall as if nothing had happened, in ${Math.round(campaign.seconds)} s`);
  } finally {
    for (const undo of release.reverse()) undo();
    if (given.folder === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

async function run(
  settings: Settings,
  seed: string,
  folder: string,
  release: (() => void)[],
): Promise<Campaign> {
  const started = new Date();
  const left: string[] = [];
  const specs = await planRuns({
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
  const mark = `${process.pid}-${seed}`;
  const variables = { [MARK]: mark, [STALE_VARIABLE]: String(settings.staleSeconds) };
  if (place !== null) {
    release.push(() => cluster.stop(place, "SIGKILL"));
    process.env["SLURM_CONF"] = await cluster.start(place);
  }
  const env = {
    ...process.env,
    ...variables,
    TF_NUM_INTRAOP_THREADS: "1",
    NODE_OPTIONS: `--require ${join(__dirname, "die-at-file.cjs")}`,
  };
  const world: World = {
    settings,
    folder,
    store,
    plan,
    specs,
    mark,
    env,
    random: seededRandom("faults", seed),
    cluster: place,
    ownDisk: typeof unmount !== "string",
    seconds: [],
    stages: new Map(STAGES.map((stage) => [stage, 0])),
  };
  const undisturbed = join(folder, "undisturbed");
  say(`${specs.length} runs, serial and undisturbed`);
  await succeed(world, "sweep", "run", plan, "--jobs", "1", "--store", undisturbed);

  say("the same through Slurm and the local pool, with faults");
  const halves = specs.map(({ seed: number }) => number % 2);
  const parts = [1, 0].map((half) => {
    const path = join(folder, half === 1 ? "slurm.jsonl" : "local.jsonl");
    writePlan(
      path,
      specs.filter((_, index) => halves[index] === half),
    );
    return path;
  });
  const calm = new AbortController();
  const deadly = {
    ...world,
    env: { ...env, ...deathAtFile(world, store, settings.deathAtFile) },
  };
  const faults = disturb(deadly, calm.signal);
  const slurm: Promise<Launched> =
    place === null
      ? untilDoneLocally(world, parts[0]!)
      : untilDoneOnSlurm(world, parts[0]!);
  const [bySlurm, byPool] = await Promise.all([slurm, untilDoneLocally(deadly, parts[1]!)]);
  calm.abort();
  const counts = await faults;
  await Promise.all(world.seconds.map(({ ended }) => ended));
  // What was truncated after its sweep had ended: the next one mends it.
  await succeed(world, "sweep", "run", plan, "--jobs", "1", "--store", store);
  const checks = compareStores(specs, store, undisturbed);
  const deaths = deathsOf(world);
  const disturbedSeconds = (Date.now() - started.getTime()) / 1000;

  say(`local sweeps, killed ${settings.kills} times`);
  const campaignWith = (killed: KilledSweeps): Campaign => ({
    seed,
    started: started.toISOString(),
    seconds: (Date.now() - started.getTime()) / 1000,
    disturbedSeconds,
    commit: commit(),
    machine: `${availableParallelism()} cores, ${cpus()[0]?.model.trim() || "unknown processor"}, ${system()}`,
    runs: specs.length,
    counts,
    stages: world.stages,
    deaths,
    sweepDeaths: deathsOf(world).slice(deaths.length),
    bySlurm,
    byPool,
    checks,
    killed,
    left,
  });
  // What is known so far, for campaigns that somebody stops.
  const tell = (killed: KilledSweeps): void =>
    writeJsonAtomic(join(folder, "record.json"), recordOf(campaignWith(killed)));
  return campaignWith(await killSweeps(world, undisturbed, tell));
}

/** Runs a command that nothing disturbs. */
async function succeed({ folder, env }: World, ...words: string[]): Promise<void> {
  const { code, err } = await startPromptcal(folder, words, { env }).ended;
  if (code !== 0)
    throw new Error(`promptcal ${words.join(" ")}: exit code ${code}: ${err}`);
}

/** The code's commit, with `+` where tracked files differ from it. */
function commit(): string {
  const git = (...words: string[]): string =>
    execFileSync("git", words, { cwd: projectRoot, encoding: "utf8" }).trim();
  const changed = git("status", "--porcelain", "--untracked-files=no", "--", "src") !== "";
  return git("rev-parse", "--short", "HEAD") + (changed ? "+" : "");
}

void main();
