import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Item } from "../../../datasets/image-dataset";
import { decodePicture } from "../../../images/decode-picture";
import type { BadImage } from "../../../images/read-images";
import { PromptcalError } from "../../../errors/promptcal-error";
import type { HashedDataset } from "../../suites/hashed-dataset";

/** A data set without the images that cannot be decoded, and what is wrong with each of those. */
export interface ReadableDataset {
  /** Its hash is still that of all files. */
  readonly data: HashedDataset;
  readonly bad: readonly BadImage[];
}

/**
 * Decodes every image of a data set and leaves out, in all splits, those that cannot be.
 * @throws the signal's reason when aborted
 */
export async function withoutBadImages(
  data: HashedDataset,
  signal?: AbortSignal,
): Promise<ReadableDataset> {
  const { dataset } = data;
  const bad: BadImage[] = [];
  for (const path of data.imageHashes.keys()) {
    signal?.throwIfAborted();
    try {
      const file = join(dataset.root, path);
      await decodePicture(await readFile(file), file);
    } catch (error) {
      if (!(error instanceof PromptcalError)) throw error;
      bad.push({ path, problem: error.message });
    }
  }
  const paths = new Set(bad.map(({ path }) => path));
  const readable = (items: readonly Item[]): readonly Item[] =>
    items.filter(({ path }) => !paths.has(path));
  const { train, validation, test } = dataset;
  const splits = {
    train: readable(train),
    validation: readable(validation),
    test: readable(test),
  };
  return { data: { ...data, dataset: { ...dataset, ...splits } }, bad };
}
