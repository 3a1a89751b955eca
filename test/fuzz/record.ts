import { execFileSync } from "node:child_process";
import { availableParallelism, cpus } from "node:os";
import type { TargetCount } from "./campaign";
import { TARGET_NAMES } from "./targets";

/** What `docs/reliability/fuzz.json` holds; the page `docs/reliability.md` is made of it. */
export interface CampaignRecord {
  readonly title: string;
  readonly measured: {
    /** Day, `2025-01-31`. */
    readonly date: string;
    readonly commit: string;
    readonly seed: number;
    readonly machine: string;
  };
  readonly rows: readonly CampaignRow[];
}

interface CampaignRow {
  readonly target: string;
  readonly reads: string;
  readonly inputs: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly findings: number;
  readonly "slowest input, ms": number;
  readonly seconds: number;
}

/**
 * A campaign's figures, in the order of the targets.
 * @param before what an earlier campaign measured: rows of targets that were not run now stay
 */
export function campaignRecord(
  counts: readonly TargetCount[],
  seed: number,
  before?: CampaignRecord,
): CampaignRecord {
  const commit = execFileSync("git", ["rev-parse", "--short=12", "HEAD"], {
    cwd: __dirname,
    encoding: "utf8",
  });
  return {
    title: "Hostile input",
    measured: {
      date: new Date().toISOString().slice(0, 10),
      commit: commit.trim(),
      seed,
      machine: `${availableParallelism()} cores, ${cpus()[0]?.model.trim() || "unknown processor"}, Node ${process.version}`,
    },
    rows: TARGET_NAMES.flatMap((name) => {
      const count = counts.find(({ target }) => target === name);
      if (count !== undefined) return [row(count)];
      return before?.rows.filter(({ target }) => target === name) ?? [];
    }),
  };
}

function row({
  target,
  about: reads,
  inputs,
  accepted,
  rejected,
  findings,
  slowest,
  seconds,
}: TargetCount): CampaignRow {
  return {
    ...{ target, reads, inputs, accepted, rejected, findings: findings.length },
    "slowest input, ms": Math.round(slowest),
    seconds: Math.round(seconds),
  };
}
