import { oneOf } from "../numeric/errors";
import { JOINT_LAB, JOINT_METHODS } from "./joint-recipes";
import { TEXT_LAB, TEXT_METHODS } from "./text-recipes";

/**
 * Recipes: every option of every method with its value.
 *
 * `icons` is the bundled world's (shorter trainings, short names; facts in the README). `lab` is what
 * the code of the paper's lab uses for the photographs, and of methods that it lacks, what their authors
 * use; which values the paper itself used is inferred, so results name their recipe.
 */

/** Value of one option; null is off. */
export type OptionValue = number | string | boolean | null;
/** Options by name; those of a regulariser carry its name: `dor.weight`. */
export type Options = Readonly<Record<string, OptionValue>>;

const METHODS = { ...TEXT_METHODS, ...JOINT_METHODS } satisfies Record<string, Options>;

export type TunerName = keyof typeof METHODS;
export const TUNERS = Object.keys(METHODS) as readonly TunerName[];

/** Outlier words, the rivals of DOR, or none. */
export const REGULARISERS = [
  "none",
  "dor",
  "anchor",
  "tcpt",
  "mbls",
  "range",
  "rescale",
] as const;
export type RegulariserName = (typeof REGULARISERS)[number];

/** K 5000 nearest nouns, B 32 per step; the paper does not say B. */
const DOR: Options = {
  "dor.candidates": 5000,
  "dor.batch": 32,
  "dor.choice": "near",
  "dor.resample": "step",
  /** The data set's template when null. */
  "dor.template": null,
  "dor.max_words": 3,
  "dor.remove_head_nouns": false,
};

/** Options of the regularisers, their authors' values (facts of the paper, section g). */
const REGULARISER_OPTIONS: Readonly<Record<RegulariserName, Options>> = {
  none: {},
  dor: DOR,
  anchor: { "anchor.weight": 8 },
  tcpt: { "tcpt.margin": 0.1, "tcpt.variance": 0.01, "tcpt.moments": 5 },
  mbls: { "mbls.weight": 0.1, "mbls.margin": 10 },
  range: { "range.weight": 10 },
  rescale: {},
};

/** Methods whose text features of arbitrary names tuning changes: what DOR acts on. */
const TUNED_TEXT: readonly TunerName[] = [
  "coop",
  "kgcoop",
  "cocoop",
  "prograd",
  "proda",
  "dept",
  "tcp",
  "maple",
  "ivlp",
  "promptsrc",
  "coprompt",
];

/** Methods that train nothing, and so have no loss to add to. */
const UNTRAINED: readonly TunerName[] = ["zeroshot", "tip-adapter"];

/** Whether a regulariser acts on a tuner. */
export function composes(tuner: TunerName, regulariser: RegulariserName): boolean {
  if (regulariser === "none") return true;
  return regulariser === "dor" ? TUNED_TEXT.includes(tuner) : !UNTRAINED.includes(tuner);
}

/** Named sets of changes to the defaults, by method; those of regularisers are for all. */
export const RECIPES: Readonly<
  Record<"icons" | "lab", Readonly<Partial<Record<TunerName, Options>>>>
> = {
  icons: {},
  lab: { ...TEXT_LAB, ...JOINT_LAB },
};

/** DOR's batch of the lab recipe. */
const LAB_DOR: Options = { "dor.batch": 100 };

/**
 * All options of a method, resolved; `recipe` among them names the set of defaults.
 * @param changes values that replace defaults; those of other methods are ignored. `recipe` is applied
 *   before the others
 */
export function defaultOptions(
  tuner: TunerName,
  regulariser: RegulariserName,
  changes: Options = {},
): Options {
  const valid = ["icons", "lab"] as const;
  const recipe = oneOf(String(changes["recipe"] ?? "icons"), valid, "recipe");
  const own: Options = {
    recipe,
    ...METHODS[tuner],
    ...REGULARISER_OPTIONS[regulariser],
    // lambda of the paper: 8 on CoOp, 2 on all other methods.
    ...(regulariser === "dor" ? { "dor.weight": tuner === "coop" ? 8 : 2 } : {}),
  };
  const named = { ...RECIPES[recipe][tuner], ...(recipe === "lab" ? LAB_DOR : {}) };
  const known = Object.entries({ ...named, ...changes }).filter(([name]) =>
    Object.hasOwn(own, name),
  );
  return { ...own, ...Object.fromEntries(known) };
}
