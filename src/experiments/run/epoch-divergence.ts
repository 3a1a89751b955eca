import type { EpochLine, TuneRequest } from "../../training/tune";
import type { ClassSet } from "./predictions";
import { fdScore } from "./run-metrics";

/** Epochs between two measurements: each costs a pass of all names through the text tower. */
const EVERY = 5;

/**
 * FD scores of base and new classes over a training, for the `measures` of its history lines: after
 * the first epoch, every fifth and the last, which adds 1 to 2 % to a run of the icons suite. The
 * tuned text features are only looked at, so that predictions are the same with and without.
 * @param classNames of each class set, at least two
 * @param epochs of the whole training
 */
export function epochDivergence(
  classNames: Readonly<Record<ClassSet, readonly string[]>>,
  epochs: number,
): NonNullable<TuneRequest["measure"]> {
  return (epoch, textFeatures) => {
    if (epoch !== 1 && epoch % EVERY !== 0 && epoch !== epochs) return undefined;
    const fd = (names: readonly string[]): number =>
      fdScore(textFeatures(names), names.length);
    return { base_fd: fd(classNames.base), new_fd: fd(classNames.new) };
  };
}

/** FD score of a class set after an epoch; undefined for epochs at which it was not measured. */
export function fdAfter({ measures }: EpochLine, classSet: ClassSet): number | undefined {
  return measures?.[`${classSet}_fd`];
}
