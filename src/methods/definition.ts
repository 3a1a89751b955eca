import type { CheckpointLayout } from "./checkpoint-layout";
import type { OptionDefinitions, Options, OptionValues } from "./option";
import type { OwnRecipe } from "./recipe-names";
import type { ImageKind, TunerFunctions, TunerSetting } from "./tuner";

/** A named set of changes to a method's defaults. */
export interface Recipe<D extends OptionDefinitions = OptionDefinitions> {
  /** What a run of it reproduces. */
  readonly reproduces: string;
  /** Time to expect of one run. */
  readonly time: string;
  /** Values beside the defaults. */
  readonly options?: Partial<OptionValues<D>>;
  /** What it changes further on some data sets. */
  readonly on?: Readonly<Record<string, Partial<OptionValues<D>>>>;
}

/**
 * What tuning changes: text features of any name, text features of the classes alone, image features,
 * neither of them but the logits, or, at test time and without labels, the text features of one image's
 * prediction.
 */
export type Tuned = "names" | "classes" | "images" | "logits" | "text";

/** Everything about a tuning method: its file exports one such value, and the registry lists it. */
export interface TunerDefinition<D extends OptionDefinitions = OptionDefinitions> {
  readonly kind: "tuner";
  /** As on the command line. */
  readonly name: string;
  /** As in tables and figures. */
  readonly title: string;
  /** One sentence with its source. */
  readonly about: string;
  /** What it is given of images. */
  readonly imageInput: ImageKind;
  /** What tuning changes; nothing for a method that trains nothing. */
  readonly tunes: readonly Tuned[];
  /** Whether it is given training images; true by default. */
  readonly usesTrainingImages?: boolean;
  /** Its options; their defaults are the recipe `icons`. */
  readonly options: D;
  /** Its recipes; one that is left out is the defaults. */
  readonly recipes?: Readonly<Partial<Record<OwnRecipe, Recipe<D>>>>;
  /** How its reference trainer saves what it learned, for import and export; undefined where that is not known. */
  readonly checkpoint?: CheckpointLayout;
  /** The method itself, of a setting and its options. */
  make(setting: TunerSetting, options: OptionValues<D>): TunerFunctions;
}

/** Defines a tuning method; the types of `make`'s options follow from `options`. */
export function defineTuner<D extends OptionDefinitions>(
  definition: Omit<TunerDefinition<D>, "kind">,
): TunerDefinition<D> {
  return { kind: "tuner", ...definition };
}

/** Values that a recipe sets on a data set. */
export function recipeOptions(
  { options, on = {} }: Pick<Recipe, "options" | "on">,
  dataset: string,
): Options {
  const further = Object.hasOwn(on, dataset) ? on[dataset] : undefined;
  return definedOnly({ ...options, ...further });
}

/** Without values that are undefined, which optional fields may hold. */
function definedOnly(options: Partial<Options>): Options {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Options;
}
