import { readFileSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { mismatch } from "../../errors/promptcal-error";
import { fields, finiteNumber, TEXT, type Infer } from "../../files/json/schema";

/** The owner of a lease. */
export const LEASE_OWNER = fields({
  host: TEXT,
  pid: finiteNumber(),
  /** Start of the process in clock ticks since boot (Linux), so that a reused pid is told apart. */
  started: TEXT,
});
export type LeaseOwner = Infer<typeof LEASE_OWNER>;

/** Timing of an owner's heartbeat; milliseconds. */
export interface LeaseTiming {
  /** Time between two heartbeats. */
  readonly heartbeatMs: number;
  /** Time without one after which an owner on another machine counts as dead. */
  readonly timeoutMs: number;
}

/** Environment variable: seconds without a sign of life after which an owner elsewhere counts as dead. */
export const STALE_VARIABLE = "PROMPTCAL_LEASE_SECONDS";

/** Network folders may show a changed time stamp a minute late. */
const STALE_SECONDS = 180;

/**
 * Timing of a site: all its processes have to agree on it.
 * @throws PromptcalError where the variable is no number above 0
 */
export function leaseTiming(env: NodeJS.ProcessEnv = process.env): LeaseTiming {
  const given = env[STALE_VARIABLE];
  const seconds = given === undefined ? STALE_SECONDS : Number(given);
  if (!(seconds > 0 && Number.isFinite(seconds))) {
    throw mismatch({
      what: `environment variable ${STALE_VARIABLE}`,
      expected: "a number of seconds above 0",
      got: String(given),
    });
  }
  return { heartbeatMs: (1000 * seconds) / 18, timeoutMs: 1000 * seconds };
}

/** This process. */
export function thisProcess(): LeaseOwner {
  return { host: hostname(), pid: process.pid, started: startOf(process.pid) };
}

/**
 * Whether the process that holds a lease lives. One of this machine is asked for among the processes. One
 * of another machine is watched: it counts as dead when this process, polling, has seen
 * no change of its file for `timeoutMs`. Clocks of different machines are never compared.
 * @param path the lease's file
 */
export function isAlive(
  path: string,
  { host, pid, started }: LeaseOwner,
  timing: LeaseTiming,
): boolean {
  if (host !== hostname()) return showsHeartbeat(path, timing);
  if (!(Number.isInteger(pid) && pid > 0)) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return startOf(pid) === started;
}

/** Last change seen of other machines' leases, and when it was first seen, on our own steady clock. */
const watched = new Map<string, { readonly change: number; readonly since: number }>();

function showsHeartbeat(path: string, { timeoutMs }: LeaseTiming): boolean {
  const change = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (change === undefined) return false;
  const seen = watched.get(path);
  const now = performance.now();
  if (seen?.change === change) return now - seen.since < timeoutMs;
  watched.set(path, { change, since: now });
  return true;
}

/** Field 22 of /proc/pid/stat; empty where there is no /proc or no such process. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field, the command, is in brackets and may itself contain blanks and brackets.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? "" : fields[19]!;
  } catch {
    return "";
  }
}
