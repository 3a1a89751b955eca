import { counted } from "../../../src/analysis/runs/common-coverage";
import type { ReliabilityRecord } from "../reliability/reliability-record";
import type { Death } from "./deaths";
import type { FaultCounts } from "./disturb";
import { FINDINGS } from "./findings";
import type { KilledSweeps } from "./killed-sweeps";
import type { Launched } from "./launch";
import type { OtherHost } from "./other-host";
import type { Stage } from "./stage";
import type { Check } from "./verify";

/** Results of the disturbed runs. */
export interface Disturbed {
  readonly counts: FaultCounts;
  /** What each process was doing when it was killed from outside. */
  readonly stages: ReadonlyMap<Stage, number>;
  readonly deaths: readonly Death[];
  readonly bySlurm: Launched;
  readonly byPool: Launched;
  readonly seconds: number;
  readonly checks: readonly Check[];
}

/** All results of a campaign. */
export interface Campaign {
  readonly seed: string;
  readonly started: string;
  readonly seconds: number;
  readonly commit: string;
  readonly machine: string;
  readonly runs: number;
  readonly disturbed: Disturbed;
  readonly killed: KilledSweeps;
  /** The host of a run's second worker; undefined where there was only one host. */
  readonly otherHost: OtherHost | undefined;
  /** What could not be done here, and why. */
  readonly left: readonly string[];
}

/** How long a campaign was, for its section. */
export interface Form {
  readonly title: string;
  /** More options of the command that repeats it, each after a space. */
  readonly words: string;
}

/** The campaign's section of docs/reliability.md. */
export function recordOf(
  campaign: Campaign,
  { title, words }: Form = { title: "Faults", words: "" },
): ReliabilityRecord {
  const { seed, started, seconds, commit, machine, runs, left } = campaign;
  const { disturbed, killed, otherHost } = campaign;
  const faults = [...disturbed.counts.values()].reduce(
    (sum, count) => sum + count,
    disturbed.deaths.length,
  );
  const outcome = (holds: boolean): string => (holds ? "yes" : "NO");
  return {
    title,
    command: `npm run faults -- --seed ${seed}${words}`,
    about: [
      `${runs} small real runs of the icons suite (one epoch, one shot per class) went through a one-machine ` +
        "Slurm and the local pool at the same time, on one store, while faults were injected at random moments. " +
        `Each command that ended was repeated, as a user would repeat it. ${secondWorkers(otherHost)} ` +
        "Then local sweeps of the same plan were killed with signal 9 and started again. " +
        "Every store was compared with one that was computed serially, without faults.",
      ...left,
    ],
    seed,
    commit,
    started,
    seconds,
    machine,
    tables: [
      {
        title: "Injected faults",
        columns: ["fault", "times"],
        rows: [
          ["task process killed in the middle of changing a file", disturbed.deaths.length],
          ...disturbed.counts,
          ["all", faults],
        ],
        note:
          `Slurm: ${disturbed.bySlurm.rounds} submissions until its half was done, its node returned to ` +
          `service ${counted(disturbed.bySlurm.drained, "time")}; local pool: ${disturbed.byPool.rounds} starts; ${Math.round(disturbed.seconds)} s.`,
      },
      {
        title: "What each process was doing when it was killed",
        columns: ["at", "tasks of the first part", "workers of killed sweeps"],
        rows: [
          ...[...disturbed.stages].map(([stage, times]) => [
            stage,
            times,
            killed.stages.get(stage) ?? 0,
          ]),
          ...deathRows(campaign),
        ],
      },
      {
        title: "Afterwards",
        columns: ["compared with the undisturbed store", "found", "as it should be"],
        rows: [
          ...disturbed.checks.map(({ what, found, holds }) => [
            what,
            found,
            outcome(holds),
          ]),
          [
            `the same of ${counted(killed.finished, "sweep")}, killed ${counted(killed.kills, "time")}`,
            killed.failed.length === 0
              ? "all of it, each time"
              : killed.failed.map(({ what, found }) => `${what}: ${found}`).join("; "),
            outcome(killed.failed.length === 0),
          ],
        ],
      },
    ],
    findings: FINDINGS,
  };
}

/** Where the second worker of a run was that is executed twice, and what time it was there. */
export function secondWorkers(otherHost: OtherHost | undefined): string {
  const twice = "Runs that are executed twice have their second worker";
  if (otherHost === undefined) return `${twice} on the same host, with the same clock.`;
  if (otherHost.clockIsOff)
    return `${twice} under another host name, with a clock that is days off.`;
  return `${twice} under another host name, with the same clock (${otherHost.why ?? "none other was set"}).`;
}

/** One row per kind of file at whose change workers died. */
function deathRows({
  disturbed: { deaths },
  killed: { deaths: sweepDeaths },
}: Campaign): readonly (readonly (string | number)[])[] {
  const at = (all: readonly Death[], file: string): number =>
    all.filter((death) => death.file === file).length;
  const files = [...new Set([...deaths, ...sweepDeaths].map(({ file }) => file))].sort();
  return files.map((file) => [
    `changing a file: ${file}`,
    at(deaths, file),
    at(sweepDeaths, file),
  ]);
}
