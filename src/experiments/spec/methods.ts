import { oneOf } from "../../errors/promptcal-error";
import { recipeOptions, type TunerDefinition } from "../../methods/definition";
import { defaultsOf, type OptionDefinitions, type Options } from "../../methods/option";
import { optionsRecipe, RECIPE_NAMES } from "../../methods/recipe-names";
import { tunerNamed } from "../../methods/registry";
import type { RegulariserDefinition } from "../../regularisers/definition";
import { regulariserNamed } from "../../regularisers/registry";
import { RUN_OPTIONS, viewsOf } from "./run-options";

/** Tuners of a plan that names none: those of the published results. */
export const PLANNED_TUNERS: readonly string[] = ["zeroshot", "coop", "kgcoop"];

/** Regularisers of a plan that names none, as above. */
export const PLANNED_REGULARISERS: readonly string[] = ["none", "dor"];

/** All options of a method: the run's, the tuner's and, under its name, the regulariser's. */
export function methodDefinitions(
  tuner: TunerDefinition,
  regulariser: RegulariserDefinition | undefined,
): OptionDefinitions {
  return {
    ...RUN_OPTIONS,
    ...tuner.options,
    ...(regulariser === undefined ? {} : prefixed(regulariser, regulariser.options)),
  };
}

/**
 * Every option of a method with its default.
 * @param changes other defaults, a suite's; those of other methods are ignored. `recipe` among them is
 *   applied before the others
 * @param dataset of whose recipe, where one differs between data sets
 * @throws PromptcalError for an unknown name or recipe
 */
export function methodOptions(
  tunerName: string,
  regulariserName: string,
  changes: Options = {},
  dataset = "",
): Options {
  const tuner = tunerNamed(tunerName);
  const regulariser = regulariserNamed(regulariserName);
  const recipe = oneOf(
    String(changes["recipe"] ?? RUN_OPTIONS.recipe.default),
    RECIPE_NAMES,
    "recipe",
  );
  const ofTuner: Options = {
    ...defaultsOf(tuner.options),
    ...recipeOptions(tuner.recipes?.[optionsRecipe(recipe)] ?? {}, dataset),
  };
  const own: Options = {
    ...defaultsOf(RUN_OPTIONS),
    recipe,
    views: viewsOf(recipe, tuner.imageInput),
    ...ofTuner,
    ...(regulariser === undefined
      ? {}
      : prefixed(regulariser, {
          ...defaultsOf(regulariser.options),
          ...recipeOptions(
            { options: regulariser.defaultsFor?.(tunerName, ofTuner) },
            dataset,
          ),
          ...recipeOptions(regulariser.recipes?.[optionsRecipe(recipe)] ?? {}, dataset),
        })),
  };
  const known = Object.entries(changes).filter(([name]) => Object.hasOwn(own, name));
  return { ...own, ...Object.fromEntries(known) };
}

/** Options of a regulariser under their names in a run. */
function prefixed<T>(
  { name }: RegulariserDefinition,
  options: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> {
  const entries = Object.entries(options);
  return Object.fromEntries(entries.map(([key, value]) => [`${name}.${key}`, value]));
}
