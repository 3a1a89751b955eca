import { basename, join } from "node:path";
import { refuseDuplicates, requireFiles, requirePath } from "../checked-items";
import type { ImageDataset } from "../image-dataset";
import { readSplit } from "./split-zhou";

/**
 * A data set in CoOp's layout: `split_zhou_NAME.json` and the folder `images` that its paths start from.
 * @param name of the data set; by default the folder's
 * @throws PromptcalError for a missing or malformed split file, and for listed images that are not there
 */
export function readSplitFolder(folder: string, name = basename(folder)): ImageDataset {
  requirePath(`data set ${name}`, folder, "put its split file and images there");
  const split = join(folder, `split_zhou_${name}.json`);
  requirePath("split file", split, "put it there, or use the format image-folder");
  const root = join(folder, "images");
  const fix = `paths of ${basename(split)} start from ${root}: correct them, or put the images there`;
  const dataset = requireFiles({ ...readSplit(split, root), name }, fix);
  refuseDuplicates(dataset, split);
  return dataset;
}
