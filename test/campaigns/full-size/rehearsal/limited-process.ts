import { readFileSync } from "node:fs";
import { forkProcess } from "../../../../src/experiments/sweep/launchers/worker-process";

/** Milliseconds between two looks at a process's memory. */
const LOOK_MS = 200;
/** Bytes of a page of memory on Linux. */
const PAGE = 4096;

/** What a process of its own answered, or why it did not. */
export type LimitedAnswer<T> =
  { readonly answer: T } | { readonly failed: string; readonly peakBytes: number };

/**
 * Asks a process of its own with one thread, and ends it where it takes too much memory: the system's own remedy may
 * hit another process.
 * @param script sends one answer to one message
 * @param maxBytes resident memory at most; watched on Linux alone
 * @throws the signal's reason when interrupted
 */
export function askLimited<T>(
  script: string,
  message: object,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<LimitedAnswer<T>> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const child = forkProcess(script);
    let answer: T | undefined;
    let peakBytes = 0;
    const watch = setInterval(() => {
      peakBytes = Math.max(peakBytes, residentBytes(child.pid!));
      if (peakBytes > maxBytes) child.kill("SIGKILL");
    }, LOOK_MS);
    const stop = (): void => {
      child.kill("SIGKILL");
      reject(signal!.reason as Error);
    };
    signal?.addEventListener("abort", stop);
    child.on("message", (found: T) => (answer = found));
    child.on("exit", (code, by) => {
      clearInterval(watch);
      signal?.removeEventListener("abort", stop);
      if (answer !== undefined) return resolve({ answer });
      const limit = `needs over ${(maxBytes / 1e9).toFixed(1)} GB`;
      const failed =
        peakBytes > maxBytes ? limit : `ended with ${by ?? `exit code ${code}`}`;
      resolve({ failed, peakBytes });
    });
    child.send(message);
  });
}

function residentBytes(pid: number): number {
  try {
    return PAGE * Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
  } catch {
    // No Linux, or it has just ended.
    return 0;
  }
}
