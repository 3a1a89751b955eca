import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Item } from "../../../datasets/image-dataset";
import { decodePicture } from "../../../images/decode-picture";
import type { BadImage } from "../../../images/read-images";
import { PromptcalError } from "../../../errors/promptcal-error";
import { writeJsonAtomic } from "../../../files/atomic-file";
import { folderOf } from "../../../files/folders";
import { sha256 } from "../../../files/hash";
import { parseIntact } from "../../../files/json/parse-intact";
import { fields, list, TEXT } from "../../../files/json/schema";
import { SystemFailure } from "../../../files/system-error";
import type { HashedDataset } from "../../suites/hashed-dataset";

/** A data set without the images that cannot be decoded, and what is wrong with each of those. */
export interface ReadableDataset {
  /** Its hash is still that of all files. */
  readonly data: HashedDataset;
  readonly bad: readonly BadImage[];
}

export interface ReadableOptions {
  /** Folder that remembers what was found, `data/cache/readable` by default. */
  readonly folder?: string;
  readonly signal?: AbortSignal | undefined;
  /** Called with the images decoded so far, and all of them. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Images decoded at a time. */
const BATCH = 16;

const BAD_IMAGES = list(fields({ path: TEXT, problem: TEXT }));

/**
 * Leaves out, in all splits, the images of a data set that cannot be decoded. Each image is decoded once for all runs:
 * the data set's hash, which covers their bytes, and the images' paths name what was found.
 * @throws the signal's reason when aborted
 */
export async function withoutBadImages(
  data: HashedDataset,
  options: ReadableOptions = {},
): Promise<ReadableDataset> {
  const { folder = join(folderOf("cache"), "readable") } = options;
  const { dataset, imageHashes } = data;
  // Problems name files, which may lie elsewhere with the same bytes.
  const places = [data.hash, dataset.root, ...imageHashes.keys()].join("\n");
  const file = join(folder, `${sha256(places)}.json`);
  // A damaged file costs time, not truth.
  const known = existsSync(file)
    ? parseIntact(BAD_IMAGES, readFileSync(file, "utf8"))
    : undefined;
  const bad = known ?? (await badImages(data, options));
  if (known === undefined) remember(file, bad);
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

async function badImages(
  { dataset, imageHashes }: HashedDataset,
  { signal, onProgress }: ReadableOptions,
): Promise<readonly BadImage[]> {
  const paths = [...imageHashes.keys()];
  const bad: BadImage[] = [];
  for (let at = 0; at < paths.length; at += BATCH) {
    signal?.throwIfAborted();
    const some = paths.slice(at, at + BATCH);
    const found = await Promise.all(some.map((path) => problemOf(dataset.root, path)));
    bad.push(...found.flatMap((one) => one ?? []));
    onProgress?.(at + some.length, paths.length);
  }
  return bad;
}

async function problemOf(root: string, path: string): Promise<BadImage | undefined> {
  const file = join(root, path);
  try {
    await decodePicture(await readFile(file), file);
    return undefined;
  } catch (error) {
    if (!(error instanceof PromptcalError)) throw error;
    return { path, problem: error.message };
  }
}

function remember(file: string, bad: readonly BadImage[]): void {
  try {
    writeJsonAtomic(file, bad);
  } catch (error) {
    // A full disk costs time, not the run.
    if (!(error instanceof SystemFailure)) throw error;
  }
}
