import { oneOf } from "../errors/promptcal-error";
import {
  JOINT_AUTHORS,
  JOINT_LAB,
  JOINT_LAB_ON_DATASETS,
  JOINT_METHODS,
} from "./joint-recipes";
import { TEXT_AUTHORS, TEXT_LAB, TEXT_METHODS, TEXT_ON_DATASETS } from "./text-recipes";

/**
 * Recipes: every option of every method with its value.
 *
 * `icons` is the bundled world's (shorter trainings, short names; facts in the README). `lab` is what
 * the code of the paper's lab (CLIP_Calibration) uses for the photographs, and of methods that it lacks,
 * what their authors use. `authors` is what each method's own code uses to go from base to new classes,
 * or where it has no such script, in few-shot learning of 16 shots. Which values the paper itself used is
 * inferred, so results name their recipe.
 */

/** Value of one option; null is off. */
export type OptionValue = number | string | boolean | null;
/** Options by name; those of a regulariser carry its name: `dor.weight`. */
export type Options = Readonly<Record<string, OptionValue>>;

const METHODS = { ...TEXT_METHODS, ...JOINT_METHODS } satisfies Record<string, Options>;

export type TunerName = keyof typeof METHODS;
export const TUNERS = Object.keys(METHODS) as readonly TunerName[];

/** Outlier words or images, the rivals of DOR, or none. */
export const REGULARISERS = [
  "none",
  "dor",
  "dor-image",
  "anchor",
  "tcpt",
  "mbls",
  "range",
  "rescale",
] as const;
export type RegulariserName = (typeof REGULARISERS)[number];

/**
 * K 5000 nearest nouns (the paper uses no other), drawn anew in each step. Weight and B stand in
 * `defaultOptions`.
 */
const DOR: Options = {
  "dor.candidates": 5000,
  "dor.choice": "near",
  "dor.resample": "step",
  /** The data set's template when null. */
  "dor.template": null,
  "dor.max_words": 3,
  "dor.remove_head_nouns": false,
};

/**
 * As DOR, with images: which ones, K, B and the weight are not known for the visual methods of table 4.
 * 2 is the paper's weight on all methods but CoOp.
 */
const DOR_IMAGE: Options = {
  "dor-image.weight": 2,
  "dor-image.candidates": 1000,
  "dor-image.choice": "near",
  "dor-image.resample": "step",
  /** A data set of the suite, or a folder of images; all other data sets of the suite when null. */
  "dor-image.source": null,
  /** So many images at most are scored. */
  "dor-image.pool": 10000,
};

/** Options of the regularisers, their authors' values (facts of the paper, section g). */
const REGULARISER_OPTIONS: Readonly<Record<RegulariserName, Options>> = {
  none: {},
  dor: DOR,
  "dor-image": DOR_IMAGE,
  anchor: { "anchor.weight": 8 },
  tcpt: { "tcpt.margin": 0.1, "tcpt.variance": 0.01, "tcpt.moments": 5 },
  mbls: { "mbls.weight": 0.1, "mbls.margin": 10 },
  range: { "range.weight": 10 },
  rescale: {},
};

export const RECIPE_NAMES = ["icons", "lab", "authors"] as const;
export type RecipeName = (typeof RECIPE_NAMES)[number];

/**
 * Options that came after the first published runs, whose ids hash no such options: specs of the recipe
 * `icons` leave them out where they have these values.
 */
export const LATER_OPTIONS: Options = { descriptions: null, augmentation: "coop" };

/** Changes to the defaults, by method. */
export type MethodChanges = Readonly<Partial<Record<TunerName, Options>>>;

/** Named sets of changes to the defaults. */
export const RECIPES: Readonly<Record<RecipeName, MethodChanges>> = {
  icons: {},
  lab: { ...TEXT_LAB, ...JOINT_LAB },
  authors: { ...TEXT_AUTHORS, ...JOINT_AUTHORS },
};

/** What a recipe changes further on some data sets, by recipe, data set and method. */
export const ON_DATASETS: Readonly<
  Partial<Record<RecipeName, Readonly<Record<string, MethodChanges>>>>
> = {
  lab: JOINT_LAB_ON_DATASETS,
  authors: TEXT_ON_DATASETS,
};

/** DOR's batch beside the photographs' many classes (facts of the paper, section f, 8: inferred). */
const PHOTOGRAPHS: Options = { "dor.batch": 100 };

/**
 * All options of a method, resolved; `recipe` among them names the set of defaults.
 * @param changes values that replace defaults; those of other methods are ignored. `recipe` is applied
 *   before the others
 * @param dataset of whose recipe, where one differs between data sets
 * @throws PromptcalError for an unknown recipe
 */
export function defaultOptions(
  tuner: TunerName,
  regulariser: RegulariserName,
  changes: Options = {},
  dataset = "",
): Options {
  const recipe = oneOf(String(changes["recipe"] ?? "icons"), RECIPE_NAMES, "recipe");
  const named: Options = {
    ...RECIPES[recipe][tuner],
    ...ON_DATASETS[recipe]?.[dataset]?.[tuner],
    ...(recipe === "icons" ? {} : PHOTOGRAPHS),
  };
  const method: Options = { ...METHODS[tuner], ...named };
  const own: Options = {
    recipe,
    ...METHODS[tuner],
    ...REGULARISER_OPTIONS[regulariser],
    // lambda of the paper: 8 on CoOp, 2 on all other methods. B is not known: the method's own batch is taken.
    ...(regulariser === "dor"
      ? { "dor.weight": tuner === "coop" ? 8 : 2, "dor.batch": method["batch"] ?? 1 }
      : {}),
    ...(regulariser === "dor-image" ? { "dor-image.batch": method["batch"] ?? 1 } : {}),
  };
  const known = Object.entries({ ...named, ...changes }).filter(([name]) =>
    Object.hasOwn(own, name),
  );
  return { ...own, ...Object.fromEntries(known) };
}
