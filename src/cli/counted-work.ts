import { ProgressLine } from "./progress-line";
import { phaseText } from "./phase-text";

/** Progress of counted work. */
export interface CountedWork {
  /** Says how much is done; the line appears after two seconds. */
  readonly update: (done: number, total: number) => void;
  /** Leaves the last state standing. */
  readonly end: () => void;
}

/**
 * Shows counted work on one line of standard error, with the time left: `checking runs: 300 of 1,400, about 20 s left`.
 * @param phase what is done
 */
export function countedWork(phase: string): CountedWork {
  const line = new ProgressLine();
  const show = phaseText((text) => line.update(text));
  return {
    update: (done, total) => show({ phase, done, total }),
    end: () => line.end(),
  };
}
