import { readdirSync, readFileSync } from "node:fs";
import { MARK } from "./settings";

/** A living process that computes runs. */
export interface TaskProcess {
  readonly pid: number;
  /** Who started it: Slurm, the local pool, or the campaign itself, on this or another host. */
  readonly kind: "slurm task" | "pool worker" | "pool" | "second worker";
}

/** The campaign's processes that compute runs or share them out, by the mark in their environment. */
export function taskProcesses(mark: string): readonly TaskProcess[] {
  const found: TaskProcess[] = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const environment = read(`/proc/${name}/environ`);
    if (!environment.includes(`${MARK}=${mark}\0`)) continue;
    const words = read(`/proc/${name}/cmdline`).split("\0");
    const kind = kindOf(words, environment);
    if (kind !== undefined) found.push({ pid: Number(name), kind });
  }
  return found;
}

function kindOf(
  words: readonly string[],
  environment: string,
): TaskProcess["kind"] | undefined {
  // A shell that hands its words on is no process of ours.
  if (!words[0]?.endsWith("node")) return undefined;
  if (words.some((word) => word.endsWith("worker.ts"))) return "pool worker";
  if (words.includes("work")) {
    return environment.includes("SLURM_JOB_ID=") ? "slurm task" : "second worker";
  }
  return words.includes("sweep") && words.includes("run") ? "pool" : undefined;
}

/** Sends a signal. @returns whether the process was still there */
export function signalTo(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** Content of a file of /proc; empty where the process is gone. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
