import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { temporarySibling } from "../../files/atomic-file";
import { parseIntact } from "../../files/json/parse-intact";
import { writeError, withWriteError } from "../../files/write-error";
import { startHeartbeat } from "./heart-beat";
import {
  isAlive,
  LEASE_OWNER,
  leaseTiming,
  thisProcess,
  type LeaseOwner,
  type LeaseTiming,
} from "./lease-owner";

/** The right to compute one run, held by one process. */
export interface Lease {
  /** Who had it before and died, if anybody. */
  readonly takenOver: LeaseOwner | undefined;
  /**
   * Whether it still is ours: a machine that slept for minutes, or lost the network folder, may wake
   * after another one has taken over. To be asked before anything final is written.
   */
  isHeld(): boolean;
  /** Gives the run free. */
  release(): void;
}

/** The owner, where another living process has the lease. */
export class LeaseTaken {
  constructor(readonly owner: LeaseOwner) {}
}

/**
 * Takes the lease of a run, or returns its owner. Leases are files `.leases/<id>.<generation>` of the
 * store, made whole and exclusively by a hard link. A lease whose process is dead is never deleted
 * by others (two might do so, and the second would delete the first one's new lease): it is
 * superseded by the next generation, which only one process can create.
 *
 * An owner on this machine is asked for among the processes. One on another machine is watched: it
 * touches its file every `beat`, and counts as dead when this process, polling, has
 * seen no change for `stale`. Clocks of different machines are never compared.
 *
 * Whoever gets the lease has to look again whether the run is done: its former owner may have
 * finished just before.
 */
export function takeLease(
  store: string,
  id: string,
  timing: LeaseTiming = leaseTiming(),
): Lease | LeaseTaken {
  const folder = leaseFolder(store);
  withWriteError(folder, () => mkdirSync(folder, { recursive: true }));
  const me = thisProcess();
  for (;;) {
    const before = leasesOf(folder, id);
    const living = before.find((lease) => isLive(lease, timing));
    if (living !== undefined) return new LeaseTaken(living.owner);
    const generation = Math.max(-1, ...before.map((lease) => lease.generation)) + 1;
    const mine = join(folder, `${id}.${generation}`);
    if (!createWhole(mine, JSON.stringify(me))) continue;
    // Between listing and creating, a slower process may have seen other leases than we did.
    const other = leasesOf(folder, id).find(
      (lease) => lease.path !== mine && isLive(lease, timing),
    );
    if (other !== undefined) {
      rmSync(mine, { force: true });
      return new LeaseTaken(other.owner);
    }
    const stopHeartbeat = startHeartbeat(mine, timing.heartbeatMs);
    const isHeld = (): boolean => {
      const now = leasesOf(folder, id);
      const ours = now.find(({ path }) => path === mine)?.owner;
      const superseded = now.some(({ generation: other }) => other > generation);
      return !superseded && ours?.pid === me.pid && ours.host === me.host;
    };
    return {
      takenOver: before[0]?.owner,
      isHeld,
      release: () => {
        stopHeartbeat();
        if (!isHeld()) return;
        for (const { path } of [...before, { path: mine }]) rmSync(path, { force: true });
      },
    };
  }
}

/** Who holds a run now, as far as this process can tell; undefined where nobody does. */
export function ownerOf(
  store: string,
  id: string,
  timing: LeaseTiming = leaseTiming(),
): LeaseOwner | undefined {
  const folder = leaseFolder(store);
  if (!existsSync(folder)) return undefined;
  return leasesOf(folder, id).find((lease) => isLive(lease, timing))?.owner;
}

/** Who holds which run of a store now, by run id. */
export function leaseOwners(
  store: string,
  timing: LeaseTiming = leaseTiming(),
): ReadonlyMap<string, LeaseOwner> {
  const folder = leaseFolder(store);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const found = new Map<string, LeaseOwner>();
  for (const name of names.filter((other) => !other.startsWith("."))) {
    const path = join(folder, name);
    const owner = readOwner(path);
    if (owner !== undefined && isAlive(path, owner, timing)) {
      found.set(name.slice(0, name.lastIndexOf(".")), owner);
    }
  }
  return found;
}

/**
 * Removes all leases of a run that is done, and what a killed process left while it made one: they
 * protect nothing any more. Of other runs they must stay: only the next owner may remove them.
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

function isLive({ path, owner }: LeaseFile, timing: LeaseTiming): boolean {
  return isAlive(path, owner, timing);
}

interface LeaseFile {
  readonly path: string;
  readonly generation: number;
  readonly owner: LeaseOwner;
}

/** Leases of a run, the latest first. */
function leasesOf(folder: string, id: string): LeaseFile[] {
  const found: LeaseFile[] = [];
  for (const name of readdirSync(folder)) {
    const generation = Number(name.slice(id.length + 1));
    if (!name.startsWith(`${id}.`) || !Number.isInteger(generation)) continue;
    const path = join(folder, name);
    const owner = readOwner(path);
    if (owner !== undefined) found.push({ path, generation, owner });
  }
  return found.sort((a, b) => b.generation - a.generation);
}

/** The owner, or undefined where the lease was released between listing and reading. */
function readOwner(path: string): LeaseOwner | undefined {
  try {
    return parseIntact(LEASE_OWNER, readFileSync(path, "utf8")) ?? NOBODY;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Stands for the owner in a lease damaged by hand: counts as dead. */
const NOBODY: LeaseOwner = { host: hostname(), pid: -1, started: "" };

function createWhole(path: string, content: string): boolean {
  const temporary = temporarySibling(path);
  try {
    withWriteError(path, () => writeFileSync(temporary, content));
    linkSync(temporary, path);
    return true;
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    // Gone when it was to be linked: `clearLeases` took it for a dead process', the run being done.
    if (code === "EEXIST" || (code === "ENOENT" && syscall === "link")) return false;
    throw writeError(error, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}
