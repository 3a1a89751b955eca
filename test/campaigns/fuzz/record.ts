import { execFileSync } from "node:child_process";
import { availableParallelism, cpus } from "node:os";
import type { FuzzRecord, FuzzRow } from "../reliability/fuzz-record";
import type { TargetCount } from "./campaign";
import { TARGET_NAMES } from "./targets";

/**
 * A campaign's figures, in the order of the targets.
 * @param before what an earlier campaign measured: rows of targets that were not run now stay
 */
export function campaignRecord(
  counts: readonly TargetCount[],
  seed: number,
  before?: FuzzRecord,
): FuzzRecord {
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
}: TargetCount): FuzzRow {
  return {
    ...{ target, reads, inputs, accepted, rejected, findings: findings.length },
    "slowest input, ms": Math.round(slowest),
    seconds: Math.round(seconds),
  };
}
