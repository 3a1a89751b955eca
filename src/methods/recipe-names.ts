/**
 * Names of the recipes. `icons` is the bundled world's: shorter trainings, short names. `lab` is what the
 * code of the paper's lab (CLIP_Calibration) uses for the photographs, and of methods that it lacks, what
 * their authors use. `authors` is what each method's own code uses to go from base to new classes, or
 * where it has no such script, in few-shot learning of 16 shots. `lab-cached` is `lab` with a fixed number of views
 * of each image, which are encoded once, for machines on which new views in each epoch take too long. Which values the paper itself used is
 * inferred, so results name their recipe.
 */
export const RECIPE_NAMES = ["icons", "lab", "lab-cached", "authors"] as const;
export type RecipeName = (typeof RECIPE_NAMES)[number];

/** Recipes for which a method has options of its own. */
export type OwnRecipe = Exclude<RecipeName, "lab-cached">;

/** The recipe whose options of a method count: `lab-cached` differs from `lab` in the views alone. */
export function optionsRecipe(name: RecipeName): OwnRecipe {
  return name === "lab-cached" ? "lab" : name;
}
