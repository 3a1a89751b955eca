import type { OnProgress, Phase } from "./run-progress";

/** How long a phase lasts before it is told of, milliseconds: shorter ones would only flicker. */
const SHOWN_AFTER_MS = 2000;
/** Milliseconds between two messages. */
const PAUSE_MS = 1000;

/**
 * Passes progress on at most once a second, and of phases that last.
 * @param now milliseconds of any clock
 */
export function pacedProgress(
  tell: OnProgress,
  now: () => number = () => performance.now(),
): OnProgress {
  let begun: { readonly phase: Phase; readonly at: number } | undefined;
  let last = -Infinity;
  return (progress) => {
    const time = now();
    if (begun?.phase !== progress.phase) begun = { phase: progress.phase, at: time };
    if (time - begun.at < SHOWN_AFTER_MS || time - last < PAUSE_MS) return;
    last = time;
    tell(progress);
  };
}
