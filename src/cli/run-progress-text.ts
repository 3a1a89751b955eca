import type { Phase, RunProgress } from "../experiments/run/run-progress";
import { describeSeconds } from "../experiments/sweep/sweep-state";

/** How long a phase lasts before it is shown, seconds: shorter ones would only flicker. */
const SHOWN_AFTER = 2;

/** Words of a phase that say more than its name. */
const WORDS: Partial<Record<Phase, string>> = {
  "encoding nouns": "encoding nouns, once per template",
  tuning: "tuning, steps",
};

/**
 * Shows a run's progress: `encoding images: 3,200 of 25,000, about 8 min left`.
 * @param show draws a line
 */
export function runProgressText(
  show: (text: string) => void,
  now: () => number = () => performance.now() / 1000,
): (progress: RunProgress) => void {
  let first:
    { readonly phase: Phase; readonly done: number; readonly at: number } | undefined;
  return ({ phase, done, total }) => {
    if (first?.phase !== phase || done < first.done) first = { phase, done, at: now() };
    const seconds = now() - first.at;
    if (seconds < SHOWN_AFTER) return;
    const left = (seconds / (done - first.done)) * (total - done);
    const [some, all] = [done, total].map((count) => count.toLocaleString("en-US"));
    const rest = Number.isFinite(left) ? `, about ${describeSeconds(left)} left` : "";
    show(`${WORDS[phase] ?? phase}: ${some} of ${all}${rest}`);
  };
}
