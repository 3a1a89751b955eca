import { execFileSync } from "node:child_process";
import { availableParallelism, cpus } from "node:os";
import type { TargetCount } from "./campaign";

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
  readonly rows: readonly {
    readonly target: string;
    readonly reads: string;
    readonly inputs: number;
    readonly accepted: number;
    readonly rejected: number;
    readonly findings: number;
    readonly "slowest input, ms": number;
    readonly seconds: number;
  }[];
}

/** A campaign's figures. */
export function campaignRecord(
  counts: readonly TargetCount[],
  seed: number,
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
    rows: counts.map(
      ({ target, about, inputs, accepted, rejected, findings, slowest, seconds }) => ({
        target,
        reads: about,
        inputs,
        accepted,
        rejected,
        findings: findings.length,
        "slowest input, ms": Math.round(slowest),
        seconds: Math.round(seconds),
      }),
    ),
  };
}
