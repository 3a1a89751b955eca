import { defaultOptions, REGULARISERS, TUNERS } from "../tuners/recipes";
import type { RegulariserName, TunerName } from "../tuners/recipes";
import type { Options } from "./options";

/** Training images per base class unless set otherwise. */
const SHOTS = 16;

/** Names of the tuners. */
export const TUNER_NAMES: readonly TunerName[] = TUNERS;

/** `none` and the names of the regularisers. */
export const REGULARISER_NAMES: readonly RegulariserName[] = REGULARISERS;

/** The methods that the paper's story is about: what a plan has unless told otherwise. */
export const MAIN_METHODS = {
  tuners: ["zeroshot", "coop", "kgcoop"],
  regularisers: ["none", "dor"],
} as const satisfies {
  readonly tuners: readonly TunerName[];
  readonly regularisers: readonly RegulariserName[];
};

/** Whether a regulariser makes sense with a tuner: one that trains nothing has no loss to add to. */
export function isMethod(tuner: TunerName, regulariser: RegulariserName): boolean {
  return regulariser === "none" || Object.keys(defaultOptions(tuner, "none")).length > 0;
}

/**
 * Every option of a method with its default, `shots` among them.
 * @param changes other defaults, a suite's; those of other methods are ignored
 */
export function methodOptions(
  tuner: TunerName,
  regulariser: RegulariserName,
  changes: Options,
): Options {
  const options: Options = { shots: SHOTS, ...defaultOptions(tuner, regulariser) };
  const own = Object.entries(changes).filter(([name]) => Object.hasOwn(options, name));
  return { ...options, ...Object.fromEntries(own) };
}
