import type { Phase, RunProgress } from "../experiments/run/run-progress";
import { timeLeft } from "./time-left";

/** How long a phase lasts before it is shown, seconds: shorter ones would only flicker. */
const SHOWN_AFTER = 2;

/** Words of a phase that say more than its name. */
const WORDS: Partial<Record<Phase, string>> = {
  "encoding nouns": "encoding nouns, once per template",
  tuning: "tuning, steps",
};

/** A phase from its first call on. */
interface Begun {
  readonly phase: Phase;
  readonly done: number;
  readonly at: number;
  readonly left: ReturnType<typeof timeLeft>;
}

/**
 * Shows a run's progress: `encoding images: 3,200 of 25,000, about 8 min left`.
 * @param show draws a line
 * @param now seconds of any clock
 */
export function runProgressText(
  show: (text: string) => void,
  now: () => number = () => performance.now() / 1000,
): (progress: RunProgress) => void {
  let first: Begun | undefined;
  return ({ phase, done, total }) => {
    if (first?.phase !== phase || done < first.done) {
      first = { phase, done, at: now(), left: timeLeft(now) };
    }
    const left = first.left(done, total);
    if (now() - first.at < SHOWN_AFTER) return;
    const [some, all] = [done, total].map((count) => count.toLocaleString("en-US"));
    show(`${WORDS[phase] ?? phase}: ${some} of ${all}${left}`);
  };
}
