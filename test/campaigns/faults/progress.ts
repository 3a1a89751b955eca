import { describeSeconds } from "../../../src/experiments/sweep/sweep-state";

/** A part of a campaign that others run beside. */
export interface Part {
  readonly what: string;
  readonly of: number;
  /** How many are done now. */
  readonly done: () => number;
}

/** What is done of each part, and the time left by the slowest: "runs with faults 12/594, …; about 9 min left". */
export function progressText(parts: readonly Part[], seconds: number): string {
  const counts = parts.map(({ what, of, done }) => ({ what, of, n: Math.min(of, done()) }));
  const left = counts.map(({ n, of }) => (n === of ? 0 : (seconds * (of - n)) / n));
  const longest = Math.max(...left);
  const time = Number.isFinite(longest) ? `; about ${describeSeconds(longest)} left` : "";
  return counts.map(({ what, n, of }) => `${what} ${n}/${of}`).join(", ") + time;
}

/** Says every minute how far the parts are. @returns what ends it */
export function tellProgress(
  parts: readonly Part[],
  say: (text: string) => void,
): () => void {
  const start = Date.now();
  const timer = setInterval(
    () => say(progressText(parts, (Date.now() - start) / 1000)),
    60_000,
  );
  return () => clearInterval(timer);
}
