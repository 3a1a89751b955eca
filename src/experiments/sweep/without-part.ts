import { readOptions } from "../../methods/option";
import { dorImage } from "../../regularisers/dor-image";
import type { ResolvedMethod } from "../spec/resolve";

/**
 * Why a plan has no run of a method on a data set; undefined where it has one. Outlier images that would come from
 * the data set itself would teach what it tests: a suite names one source for all its data sets, so the source's own
 * runs are left out.
 */
export function reasonWithoutPart(
  dataset: string,
  { needsImages, recipe }: ResolvedMethod,
): string | undefined {
  if (!needsImages) return undefined;
  const { source, choice } = readOptions(dorImage.options, recipe, "dor-image.");
  if (choice === "oracle" || source !== dataset) return undefined;
  return (
    `${dataset} has no runs with dor-image: the outlier images would be its own; ` +
    "choose others with --set dor-image.source=NAME"
  );
}
