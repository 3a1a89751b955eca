import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { temporarySibling } from "../numeric/atomic-file";
import { mismatch } from "../numeric/errors";

/** The right to compute one run, held by one process. */
export interface Lease {
  /** Who had it before and died, if anybody. */
  readonly takenOver: Holder | undefined;
  /**
   * Whether it still is ours: a machine that slept for minutes, or lost the network folder, may wake
   * after another one has taken over. To be asked before anything final is written.
   */
  isHeld(): boolean;
  /** Gives the run free. */
  release(): void;
}

/** Who holds a lease. */
export interface Holder {
  readonly host: string;
  readonly pid: number;
  /** Start of the process in clock ticks since boot (Linux), so that a reused pid is told apart. */
  readonly started: string;
}

/** The holder, where another living process has the lease. */
export class LeaseTaken {
  constructor(readonly holder: Holder) {}
}

/** How the holder shows that it lives, and when others stop believing it; milliseconds. */
export interface LeaseTiming {
  /** Time between two signs of life. */
  readonly beat: number;
  /** Time without one after which a holder on another machine counts as dead. */
  readonly stale: number;
}

/** Environment variable: seconds without a sign of life after which a holder elsewhere counts as dead. */
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
  return { beat: (1000 * seconds) / 18, stale: 1000 * seconds };
}

/**
 * Takes the lease of a run, or says who has it. Leases are files `.leases/<id>.<generation>` of the
 * store, made whole and exclusively by a hard link. A lease whose process is dead is never deleted
 * by others (two might do so, and the second would delete the first one's new lease): it is
 * outbid by the next generation, which only one process can create.
 *
 * A holder on this machine is asked for among the processes. One on another machine is watched: it
 * touches its file every `beat`, and counts as dead when this process, asking again and again, has
 * seen no change for `stale`. Clocks of different machines are never compared.
 *
 * Whoever gets the lease has to look again whether the run is done: its former holder may have
 * finished just before.
 */
export function takeLease(
  store: string,
  id: string,
  timing: LeaseTiming = leaseTiming(),
): Lease | LeaseTaken {
  const folder = leaseFolder(store);
  mkdirSync(folder, { recursive: true });
  const me: Holder = { host: hostname(), pid: process.pid, started: startOf(process.pid) };
  for (;;) {
    const before = leasesOf(folder, id);
    const living = before.find((lease) => isAlive(lease, timing));
    if (living !== undefined) return new LeaseTaken(living.holder);
    const generation = Math.max(-1, ...before.map((lease) => lease.generation)) + 1;
    const mine = join(folder, `${id}.${generation}`);
    if (!createWhole(mine, JSON.stringify(me))) continue;
    // Between listing and creating, a slower process may have seen other leases than we did.
    const rival = leasesOf(folder, id).find(
      (lease) => lease.path !== mine && isAlive(lease, timing),
    );
    if (rival !== undefined) {
      rmSync(mine, { force: true });
      return new LeaseTaken(rival.holder);
    }
    const beating = setInterval(() => touch(mine), timing.beat).unref();
    const isHeld = (): boolean => {
      const now = leasesOf(folder, id);
      const ours = now.find(({ path }) => path === mine)?.holder;
      const outbid = now.some(({ generation: other }) => other > generation);
      return !outbid && ours?.pid === me.pid && ours.host === me.host;
    };
    return {
      takenOver: before[0]?.holder,
      isHeld,
      release: () => {
        clearInterval(beating);
        if (!isHeld()) return;
        for (const { path } of [...before, { path: mine }]) rmSync(path, { force: true });
      },
    };
  }
}

/** Who holds a run now, as far as this process can tell; undefined where nobody does. */
export function holderOf(
  store: string,
  id: string,
  timing: LeaseTiming = leaseTiming(),
): Holder | undefined {
  const folder = leaseFolder(store);
  if (!existsSync(folder)) return undefined;
  return leasesOf(folder, id).find((lease) => isAlive(lease, timing))?.holder;
}

/**
 * Removes all leases of a run that is done, and what a killed process left while it made one: they
 * protect nothing any more. Of other runs they must stay: only the next holder may remove them.
 */
export function clearLeases(store: string, id: string): void {
  const folder = leaseFolder(store);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`${id}.`) || name.startsWith(`.${id}.`)) {
      rmSync(join(folder, name), { force: true });
    }
  }
}

function leaseFolder(store: string): string {
  return join(resolve(store), ".leases");
}

/** A sign of life; a lease that somebody removed stays removed. */
function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // Without signs of life the lease can be taken over, which costs time but harms nothing.
  }
}

interface LeaseFile {
  readonly path: string;
  readonly generation: number;
  readonly holder: Holder;
}

/** Leases of a run, the latest first. */
function leasesOf(folder: string, id: string): LeaseFile[] {
  const found: LeaseFile[] = [];
  for (const name of readdirSync(folder)) {
    const generation = Number(name.slice(id.length + 1));
    if (!name.startsWith(`${id}.`) || !Number.isInteger(generation)) continue;
    const path = join(folder, name);
    const holder = readHolder(path);
    if (holder !== undefined) found.push({ path, generation, holder });
  }
  return found.sort((a, b) => b.generation - a.generation);
}

/** The holder, or undefined where the lease was released between listing and reading. */
function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Holder;
  } catch (error) {
    if (error instanceof SyntaxError) return NOBODY;
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Stands for the holder in a lease damaged by hand: counts as dead. */
const NOBODY: Holder = { host: hostname(), pid: -1, started: "" };

function createWhole(path: string, content: string): boolean {
  const temporary = temporarySibling(path);
  try {
    writeFileSync(temporary, content);
    linkSync(temporary, path);
    return true;
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    // Gone when it was to be linked: `clearLeases` took it for a dead process', the run being done.
    if (code === "EEXIST" || (code === "ENOENT" && syscall === "link")) return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function isAlive({ path, holder }: LeaseFile, timing: LeaseTiming): boolean {
  const { host, pid, started } = holder;
  if (host !== hostname()) return showsLife(path, timing);
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

function showsLife(path: string, { stale }: LeaseTiming): boolean {
  const change = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (change === undefined) return false;
  const seen = watched.get(path);
  const now = performance.now();
  if (seen?.change === change) return now - seen.since < stale;
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
