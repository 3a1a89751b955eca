import { join } from "node:path";
import { PromptcalError } from "../errors/promptcal-error";
import { folderOf } from "../files/folders";
import { seededRandom } from "../random/random";
import { checkComposes } from "../methods/composition";
import { dor, RESAMPLING, type DorOptions } from "./dor";
import { dorImage, type OutlierImages } from "./dor-image";
import { optionReader, type OptionReader } from "../methods/options";
import type { OutlierReport } from "./outlier-report";
import { chooseOutliers } from "./outlier-set";
import type { Options, RegulariserName, TunerName } from "../methods/recipes";
import { rival } from "./baselines";
import type { Regulariser, TunerSetting } from "../methods/tuner";

/** What a regulariser is made of beside its setting; all values resolved. */
export interface RegulariserRequest {
  readonly tuner: TunerName;
  readonly regulariser: RegulariserName;
  readonly options: Options;
  /** Only for the report on outliers, and for the oracle's choice. */
  readonly newClassNames: readonly string[];
  readonly seed: number;
  /** Where outlier features are cached; `data/cache/outliers` by default. */
  readonly cacheFolder?: string;
  /** For `dor-image`, chosen already. */
  readonly outlierImages?: OutlierImages;
}

/** A regulariser, and how its outliers were chosen where it has any. */
export interface MadeRegulariser {
  readonly regulariser: Regulariser;
  readonly report?: OutlierReport;
}

/**
 * Makes a regulariser by name; undefined for `none`.
 * @param imageShape of one image as the tuner sees it
 * @throws PromptcalError where it does not act on the tuner, or for a wrong option
 */
export function makeRegulariser(
  request: RegulariserRequest,
  setting: TunerSetting,
  imageShape: readonly number[],
): MadeRegulariser | undefined {
  const { regulariser, options, newClassNames, seed } = request;
  checkComposes(request.tuner, regulariser);
  const reader = optionReader(options);
  if (regulariser === "none") return undefined;
  if (regulariser === "dor-image") {
    const outliers = neededImages(request);
    const made = dorImage(outliers, imageShape, drawOptions(reader, regulariser));
    return { regulariser: made, report: outliers.report };
  }
  if (regulariser !== "dor") {
    return { regulariser: rival(regulariser, setting, reader) };
  }
  const { outliers, report } = chooseOutliers({
    setting,
    options,
    newClassNames,
    random: seededRandom("outliers", seed),
    cacheFolder: request.cacheFolder ?? join(folderOf("cache"), "outliers"),
  });
  return { regulariser: dor(outliers, drawOptions(reader, regulariser)), report };
}

function drawOptions(reader: OptionReader, prefix: "dor" | "dor-image"): DorOptions {
  return {
    weight: reader.number(`${prefix}.weight`),
    batch: reader.count(`${prefix}.batch`, 1),
    resample: reader.choice(`${prefix}.resample`, RESAMPLING),
  };
}

function neededImages({ outlierImages }: RegulariserRequest): OutlierImages {
  if (outlierImages !== undefined && outlierImages.count > 0) return outlierImages;
  throw new PromptcalError(
    "dor-image: expected outlier images, got none: give some as outlierImages",
  );
}
