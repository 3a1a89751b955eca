import { setTimeout as sleep } from "node:timers/promises";

/**
 * What comes first: the end of something, or a moment. The timer goes with it. A timer that is left behind keeps the
 * process alive until its moment, long after the last line.
 * @returns the value of `ended`, or `moment`
 */
export async function endOrMoment<T>(
  ended: Promise<T>,
  milliseconds: number,
): Promise<T | "moment"> {
  const timer = new AbortController();
  const moment = sleep(milliseconds, "moment" as const, { signal: timer.signal });
  try {
    return await Promise.race([ended, moment]);
  } finally {
    moment.catch(() => undefined);
    timer.abort();
  }
}
