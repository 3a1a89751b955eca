import { ProgressLine } from "./progress-line";
import { phaseText } from "./phase-text";

/** Progress of counted work. */
export interface CountedWork {
  /** Says how much is done; the line appears after two seconds. */
  readonly update: (done: number, total: number) => void;
  /** Shows that all is done; nothing where the line never appeared. */
  readonly end: () => void;
}

/**
 * Shows counted work on one line of standard error, with the time left: `checking runs: 300 of 1,400, about 20 s left`.
 * @param phase what is done
 */
export function countedWork(phase: string): CountedWork {
  const line = new ProgressLine();
  const show = phaseText((text) => line.update(text));
  let all = 0;
  return {
    update: (done, total) => {
      all = total;
      show({ phase, done, total });
    },
    end: () => {
      if (all > 0) show({ phase, done: all, total: all });
      line.end();
    },
  };
}
