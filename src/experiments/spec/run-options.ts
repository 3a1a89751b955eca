import { SAMPLINGS, type Sampling } from "../../datasets/sampling";
import { mismatch } from "../../errors/promptcal-error";
import { AUGMENTATIONS, type AugmentationName } from "../../images/augmentations";
import {
  choice,
  choiceOrNull,
  count,
  countOrNull,
  readOptions,
  textOrNull,
  type Options,
} from "../../methods/option";
import { RECIPE_NAMES, type RecipeName } from "../../methods/recipe-names";
import type { ImageKind } from "../../methods/tuner";
import type { Suite } from "../suites/suite-definition";
import { templateOf } from "../suites/suite";

const SAMPLING_NAMES = Object.keys(SAMPLINGS) as readonly Sampling[];

/** Options that every run has. */
export const RUN_OPTIONS = {
  recipe: choice("icons", RECIPE_NAMES, "the set of defaults"),
  shots: count(16, "training images per base class", { unit: "images" }),
  views: countOrNull(
    null,
    "augmented views per training image, encoded once; 0: a new one in each epoch; null: the image as in testing",
    { unit: "views" },
  ),
  template: textOrNull(null, "prompt template with {}; the data set's when null"),
  sampling: choiceOrNull(
    null,
    SAMPLING_NAMES,
    "how the shots are drawn; the suite's when null",
  ),
};

/** Views in each recipe: all reference code draws a new one in each epoch. */
const VIEWS: Readonly<Record<RecipeName, number | null>> = {
  icons: null,
  lab: 0,
  "lab-cached": 16,
  authors: 0,
};

/**
 * Views of a recipe for a method. Images that pass the tower in each step anyway, because the method tunes it, keep
 * new views: features of fixed ones would spare nothing.
 */
export function viewsOf(recipe: RecipeName, kind: ImageKind): number | null {
  const isEncodedOnce = kind === "features" || kind === "raw features";
  return recipe === "lab-cached" && !isEncodedOnce ? VIEWS.lab : VIEWS[recipe];
}

/** What a run takes over from its suite unless its options say otherwise. */
export interface SuiteOptions {
  /** Prompt template with `{}` for the name. */
  readonly template: string;
  /** How the few shots are drawn. */
  readonly sampling: Sampling;
}

/**
 * Template and sampling of a run: what its options say, else the suite's.
 * @throws PromptcalError for a template without its one `{}`, or an unknown sampling
 */
export function suiteOptions(recipe: Options, suite: Suite, dataset: string): SuiteOptions {
  const { template, sampling } = readOptions(RUN_OPTIONS, recipe);
  return {
    template: checkedTemplate(template ?? templateOf(suite, dataset)),
    sampling: sampling ?? suite.datasets.sampling,
  };
}

/** The views of training images. */
export interface ViewOptions {
  readonly views: number | null;
  readonly augmentation: AugmentationName;
}

/** CoOp's crop and flip, where a method has no option for it. */
const AUGMENTATION = { augmentation: choice("coop", AUGMENTATIONS, "of views") };

/**
 * Views of a run, and how they are augmented.
 * @throws PromptcalError for an unknown augmentation, or one without views
 */
export function viewOptions(recipe: Options): ViewOptions {
  const { views } = readOptions(RUN_OPTIONS, recipe);
  const { augmentation } = readOptions(AUGMENTATION, recipe);
  if (views !== null || augmentation === "coop") return { views, augmentation };
  throw mismatch({
    what: `option views with augmentation ${augmentation}`,
    expected: "a number of views",
    got: "null, images as they are tested",
    fix: "set views to 0, new ones in each epoch, or augmentation to coop",
  });
}

function checkedTemplate(text: string): string {
  if (text.split("{}").length === 2) return text;
  throw mismatch({
    what: "option template",
    expected: "one {} for the class name",
    got: `"${text}"`,
  });
}
