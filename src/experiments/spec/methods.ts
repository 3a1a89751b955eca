import { defaultOptions, REGULARISERS, TUNERS } from "../../methods/recipes";
import type { RecipeName, RegulariserName, TunerName } from "../../methods/recipes";
import type { Options } from "./options";

/** Training images per base class unless set otherwise. */
const SHOTS = 16;

/**
 * Augmented views per training image (CoOp's random crop and flip): K of them, encoded once, of which
 * one is drawn per epoch; 0 for a new one in each epoch, as all reference code has it; null trains on the
 * image as it is tested, whose features are computed once.
 */
const VIEWS: Readonly<Record<RecipeName, number | null>> = {
  icons: null,
  lab: 0,
  authors: 0,
};

/** Of the suite, unless set: the hand-written prompt, and how the few shots are drawn. */
const OF_SUITE = { template: null, sampling: null };

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
 * @param changes other defaults, a suite's; those of other methods are ignored. `recipe` among them is
 *   applied before the others
 * @param dataset of whose recipe, where one differs between data sets
 */
export function methodOptions(
  tuner: TunerName,
  regulariser: RegulariserName,
  changes: Options,
  dataset?: string,
): Options {
  const method = defaultOptions(tuner, regulariser, changes, dataset);
  const views = VIEWS[method["recipe"] as RecipeName];
  const options: Options = { shots: SHOTS, views, ...OF_SUITE, ...method };
  const own = Object.entries(changes).filter(([name]) => Object.hasOwn(options, name));
  return { ...options, ...Object.fromEntries(own) };
}
