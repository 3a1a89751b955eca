import type { Recipe } from "../methods/definition";
import type { OptionDefinitions, Options, OptionValues } from "../methods/option";
import type { OwnRecipe } from "../methods/recipe-names";
import type { ImageKind, Regulariser, TunerSetting } from "../methods/tuner";
import type { OutlierImageOptions, OutlierImages } from "./outlier-images";
import type { PreparationOptions } from "./outliers/prepare-candidates";
import type { OutlierReport } from "./outlier-report";

/** What a regulariser acts on, with the words of errors and of the documents. */
export const TARGETS = {
  names: "text features of any name",
  classes: "text features of the classes",
  images: "image features",
  logits: "logits in training",
  text: "text features of the classes, without labels",
} as const;
export type Target = keyof typeof TARGETS;

/** Features of outliers that are encoded once and kept for all runs that need them. */
export interface EncodedOutliers {
  readonly kind: "images" | "nouns";
  readonly count: number;
  /** The nouns' template or the images' source; null for that of the data set. */
  readonly from: string | null;
}

/** What a regulariser is made of. */
export interface RegulariserRequest {
  readonly setting: TunerSetting;
  /** What the tuner is given of images. */
  readonly imageInput: ImageKind;
  /** Shape of one image as the tuner is given it. */
  readonly imageShape: readonly number[];
  /** For the report on outliers, and for the oracle's choice. */
  readonly newClassNames: readonly string[];
  readonly seed: number;
  /** Where outlier features are cached; `data/cache/outliers` by default. */
  readonly cacheFolder?: string;
  /** Outlier images, for a regulariser that needs some. */
  readonly outlierImages?: OutlierImages;
}

/** A regulariser, and how its outliers were chosen where it has any. */
export interface MadeRegulariser extends Regulariser {
  readonly report?: OutlierReport;
}

/** Everything about a regulariser: its file exports one such value, and the registry lists it. */
export interface RegulariserDefinition<D extends OptionDefinitions = OptionDefinitions> {
  readonly kind: "regulariser";
  /** As on the command line. */
  readonly name: string;
  /** As in tables and figures. */
  readonly title: string;
  /** One sentence with its source. */
  readonly about: string;
  /** It composes with the tuners that tune this. */
  readonly actsOn: Target;
  /** Which outlier images are chosen for it before a run, by its options; none where it is left out. */
  outlierImages?(options: OptionValues<D>): OutlierImageOptions;
  /** Why it has no run on a data set, for plans; undefined where it has one. */
  refuses?(dataset: string, options: OptionValues<D>): string | undefined;
  /** What it needs encoded before a run, for forecasts; undefined where that is nothing. */
  encodes?(options: OptionValues<D>): EncodedOutliers | undefined;
  /** Options with which nothing has to be encoded, to time its steps. */
  readonly unprepared?: Partial<OptionValues<D>>;
  /** Its options; in a run they carry its name, `dor.lambda`. */
  readonly options: D;
  /** Defaults that depend on the tuner and its options. */
  readonly defaultsFor?: (tuner: string, options: Options) => Partial<OptionValues<D>>;
  readonly recipes?: Readonly<
    Partial<Record<OwnRecipe, Pick<Recipe<D>, "options" | "on">>>
  >;
  /** Work of minutes that has to come before `make`, kept in the cache; stops at the signal. */
  prepare?(
    request: Pick<RegulariserRequest, "setting" | "cacheFolder">,
    options: OptionValues<D>,
    work: PreparationOptions,
  ): Promise<void>;
  make(request: RegulariserRequest, options: OptionValues<D>): MadeRegulariser;
}

/** Defines a regulariser; the types of `make`'s options follow from `options`. */
export function defineRegulariser<D extends OptionDefinitions>(
  definition: Omit<RegulariserDefinition<D>, "kind">,
): RegulariserDefinition<D> {
  return { kind: "regulariser", ...definition };
}
