import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  CHECKPOINT_FILE,
  PREDICTIONS_FILE,
  RESULT_FILE,
} from "../../../src/experiments/store/store-paths";

/** What a process was at when it was stopped. */
export const STAGES = [
  "starting, or between two runs",
  "holding a lease, loading",
  "tuning and predicting",
  "writing a file",
  "between predictions and result",
  "done, lease not yet given back",
] as const;
export type Stage = (typeof STAGES)[number];

/** What a process is at, by the files of the store; the process should stand still meanwhile. */
export function stageOf(store: string, pid: number): Stage {
  const id = heldBy(store, pid);
  if (id === undefined) return "starting, or between two runs";
  const names = filesOf(join(store, id));
  if (names.some((name) => name.includes(`.tmp-${pid}-`))) return "writing a file";
  if (names.includes(RESULT_FILE)) return "done, lease not yet given back";
  if (names.includes(PREDICTIONS_FILE)) return "between predictions and result";
  const tuning = names.length === 0 || names.includes(CHECKPOINT_FILE);
  return tuning && existsSync(join(store, id))
    ? "tuning and predicting"
    : "holding a lease, loading";
}

function heldBy(store: string, pid: number): string | undefined {
  const leases = join(store, ".leases");
  for (const name of filesOf(leases)) {
    if (name.startsWith(".")) continue;
    try {
      const holder = JSON.parse(readFileSync(join(leases, name), "utf8")) as {
        pid: number;
      };
      if (holder.pid === pid) return name.split(".")[0];
    } catch {
      // Released between listing and reading.
    }
  }
  return undefined;
}

function filesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
