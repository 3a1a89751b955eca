import { defaultOptions, REGULARISERS, TUNERS } from "../tuners/recipes";
import type { RegulariserName, TunerName } from "../tuners/recipes";
import type { Options } from "./options";

/** Training images per base class unless set otherwise. */
const SHOTS = 16;

/**
 * Augmented views per training image (CoOp's random crop and flip), one drawn per epoch; null trains
 * on the image as it is tested, whose features are computed once.
 */
const VIEWS = { views: null };

/** Names of the tuners. */
export const TUNER_NAMES: readonly TunerName[] = TUNERS;

/** Tuners of a plan that names none: those of the published results. */
export const PLANNED_TUNERS: readonly TunerName[] = ["zeroshot", "coop", "kgcoop"];

/** `none` and the names of the regularisers. */
export const REGULARISER_NAMES: readonly RegulariserName[] = REGULARISERS;

/** Regularisers of a plan that names none, as above. */
export const PLANNED_REGULARISERS: readonly RegulariserName[] = ["none", "dor"];

/**
 * Every option of a method with its default, `shots` among them.
 * @param changes other defaults, a suite's; those of other methods are ignored
 */
export function methodOptions(
  tuner: TunerName,
  regulariser: RegulariserName,
  changes: Options,
): Options {
  const method = defaultOptions(tuner, regulariser);
  const training = Object.keys(method).length > 0 ? VIEWS : {};
  const options: Options = { shots: SHOTS, ...training, ...method };
  const own = Object.entries(changes).filter(([name]) => Object.hasOwn(options, name));
  return { ...options, ...Object.fromEntries(own) };
}
