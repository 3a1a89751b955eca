/**
 * Names of the recipes. `icons` is the bundled world's: shorter trainings, short names. `lab` is what the
 * code of the paper's lab (CLIP_Calibration) uses for the photographs, and of methods that it lacks, what
 * their authors use. `authors` is what each method's own code uses to go from base to new classes, or
 * where it has no such script, in few-shot learning of 16 shots. Which values the paper itself used is
 * inferred, so results name their recipe.
 */
export const RECIPE_NAMES = ["icons", "lab", "authors"] as const;
export type RecipeName = (typeof RECIPE_NAMES)[number];
