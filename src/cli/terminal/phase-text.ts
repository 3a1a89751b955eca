import { timeLeft } from "./time-left";

/** How long a phase lasts before it is shown, seconds: shorter ones would only flicker. */
const SHOWN_AFTER = 2;

/** Words of a phase that say more than its name. */
const WORDS: Readonly<Record<string, string>> = {
  "encoding nouns": "encoding nouns, once per template",
  tuning: "tuning, steps",
};

/** How far a phase of some work is. */
export interface PhaseProgress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
}

/** A phase from its first call on. */
interface Begun {
  readonly phase: string;
  readonly done: number;
  readonly at: number;
  readonly left: ReturnType<typeof timeLeft>;
}

/**
 * Shows how far work is: `encoding images: 3,200 of 25,000, about 8 min left`.
 * @param show draws a line
 * @param now seconds of any clock
 */
export function phaseText(
  show: (text: string) => void,
  now: () => number = () => performance.now() / 1000,
): (progress: PhaseProgress) => void {
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
