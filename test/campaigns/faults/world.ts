import type { RunSpec } from "../../../src/experiments/spec/spec";
import type { Random } from "../../../src/random/random";
import type { Started } from "./commands";
import type { OtherHost } from "./other-host";
import type { Settings } from "./settings";
import type { Stage } from "./stage";

/** What a campaign disturbs, and what it needs for that. */
export interface World {
  readonly settings: Settings;
  readonly seed: string;
  /** Folder of plans, logs and the second stores. */
  readonly folder: string;
  /** Store on the small disk. */
  readonly store: string;
  readonly plan: string;
  readonly specs: readonly RunSpec[];
  /** Marks the processes of a part of the campaign. */
  readonly mark: string;
  readonly env: NodeJS.ProcessEnv;
  readonly random: Random;
  /** Folder of the Slurm that runs; null where none can be started. */
  readonly cluster: string | null;
  /** Whether the store is a disk of its own, which may be filled. */
  readonly ownDisk: boolean;
  /** The host that a run's second worker has; undefined where it can only be this one. */
  readonly otherHost: OtherHost | undefined;
  /** Workers of runs that were started a second time; they end by themselves. */
  readonly seconds: Started[];
  /** Stages at which processes were killed, of the first part. */
  readonly stages: Map<Stage, number>;
}

/** One of some things, each as likely. */
export function oneOfThem<T>(things: readonly T[], random: Random): T | undefined {
  return things[Math.floor(things.length * random())];
}

/** Counts one more. */
export function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
