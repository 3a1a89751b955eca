import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  rmSync,
  statSync,
  writeSync,
  readFileSync,
  utimesSync,
} from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseIntact } from "./json/parse-intact";
import { fields, TEXT, wholeNumber } from "./json/schema";

/** How long to wait before looking again at what another process computes, milliseconds. */
const LOOK_MS = 100;
/** A claim of another machine that shows no sign of life for this long is void. */
const STALE_MS = 180_000;

/** Who holds a claim. */
const OWNER = fields({ host: TEXT, pid: wholeNumber() });

/** The right to compute a file that many processes need. */
export interface Claim {
  /** A sign of life, for work that lasts longer than seconds. */
  touch(): void;
  release(): void;
}

/**
 * Computes a file's content in one process while others wait for it. Where a claim cannot be written, or its owner
 * died, it is computed all the same: twice at worst, never wrongly.
 * @param read what is stored; undefined where it is not there
 * @param compute computes and stores it
 * @throws the signal's reason when interrupted
 */
export async function computedOnce<T>(
  path: string,
  read: () => T | undefined,
  compute: (claim: Claim) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  for (;;) {
    const stored = read();
    if (stored !== undefined) return stored;
    signal?.throwIfAborted();
    const claim = takeClaim(path);
    if (claim !== undefined) {
      try {
        // Who had it before may have finished between the look and the claim.
        return read() ?? (await compute(claim));
      } finally {
        claim.release();
      }
    }
    await setTimeout(LOOK_MS, undefined, signal === undefined ? {} : { signal }).catch(
      (error: unknown) => {
        signal?.throwIfAborted();
        throw error;
      },
    );
  }
}

/** @returns undefined where another living process has it */
function takeClaim(path: string): Claim | undefined {
  const file = `${path}.claim`;
  const mine = JSON.stringify({ host: hostname(), pid: process.pid });
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch {
    return NO_CLAIM;
  }
  try {
    writeNew(file, mine);
  } catch (error) {
    // No room or no permission: what is computed is not lost for it.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") return NO_CLAIM;
    if (isHeld(file)) return undefined;
    rmSync(file, { force: true });
    return takeClaim(path);
  }
  return {
    touch: () => {
      if (existsSync(file)) utimesSync(file, new Date(), new Date());
    },
    release: () => rmSync(file, { force: true }),
  };
}

/** Writes a file that is not there yet. On a full disk none is left: empty, it would hold up everybody. */
function writeNew(file: string, text: string): void {
  const descriptor = openSync(file, "wx");
  try {
    writeSync(descriptor, text);
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

const NO_CLAIM: Claim = { touch: () => undefined, release: () => undefined };

function isHeld(file: string): boolean {
  try {
    // A clock that is off by more makes a claim void, which costs time; waiting for ever would cost the run.
    const age = Math.abs(Date.now() - statSync(file).mtimeMs);
    const text = readFileSync(file, "utf8");
    // Empty for the instant between its making and its writing.
    if (text === "") return age < STALE_MS;
    const owner = parseIntact(OWNER, text);
    if (owner === undefined) return false;
    const { host, pid } = owner;
    if (host !== hostname()) return age < STALE_MS;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
