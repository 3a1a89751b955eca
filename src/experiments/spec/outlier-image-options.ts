import { readOptions, type Options } from "../../methods/option";
import type { OutlierImageOptions } from "../../regularisers/outlier-images";
import { regulariserNamed } from "../../regularisers/registry";

/** Which outlier images a run needs. */
export interface RunOutlierImages extends OutlierImageOptions {
  /** Whose options they are; names them in errors. */
  readonly regulariser: string;
}

/** Which outlier images a run's regulariser needs, by the run's recipe; undefined where it needs none. */
export function outlierImageOptions(
  name: string,
  recipe: Options,
): RunOutlierImages | undefined {
  const definition = regulariserNamed(name);
  if (definition?.outlierImages === undefined) return undefined;
  const options = readOptions(definition.options, recipe, `${name}.`);
  return { ...definition.outlierImages(options), regulariser: name };
}

/** Name of the recipe's entry that holds the hash of the images that outliers are chosen from. */
export function outlierHashName(regulariser: string): string {
  return `${regulariser}.hash`;
}
