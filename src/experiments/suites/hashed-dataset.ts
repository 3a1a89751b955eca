import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createHash } from "node:crypto";
import type { BigIntStats } from "node:fs";
import type { ImageDataset } from "../../datasets/image-dataset";
import { isSettled } from "../../files/file-stamp";
import { canonicalJson } from "../../files/json/canonical-json";
import { folderOf } from "../../files/folders";
import { rememberFileHash, rememberedFileHash } from "../../files/file-hash-memory";
import { sha256 } from "../../files/hash";
import { ImageHashIndex } from "./image-hash-index";
import { FileStamps } from "./stored-lists/file-stamps";
import { HASH_BYTES, SortedHashes } from "./stored-lists/sorted-hashes";

/** A data set whose bytes have been read once. */
export interface HashedDataset {
  readonly dataset: ImageDataset;
  /** SHA-256 over class names, split and the bytes of every image. */
  readonly hash: string;
  /** SHA-256 of each image's bytes, by its path. */
  readonly imageHashes: ReadonlyMap<string, string>;
  /**
   * Refuses images that are no longer what was hashed, for a data set that another process hashed: to be called once
   * they have been read.
   * @throws PromptcalError naming the first
   */
  readonly requireUnchanged?: (paths: readonly string[]) => Promise<void>;
}

/** A data set that this process has listed and hashed. */
export interface ListedDataset extends HashedDataset {
  readonly imageHashes: SortedHashes;
  /** Of its images, where there are many and none changed within the last seconds. */
  readonly imageStamps?: FileStamps;
}

/** Files read at a time. */
const BATCH = 64;

/** Smaller data sets are read once by each process: that takes a second. */
const MANY_IMAGES = 5000;

/** How to hash. */
export interface HashOptions {
  /** Folder that remembers the hashes of large data sets' files, `data/cache/hashes` by default; null for none. */
  readonly index?: string | null;
  /** From how many images on the index is used; 5,000 by default. */
  readonly indexFrom?: number;
  readonly signal?: AbortSignal | undefined;
  /** Called with the images read so far, and all of them. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** How reading a data set shows itself and is stopped. */
export type HashWork = Pick<HashOptions, "signal" | "onProgress">;

/** Milliseconds between two copies of an index that is being made: a killed process loses no more. */
const SAVE_MS = 30_000;

/**
 * Hashes all that a run's outcome depends on: class names, split, and every image's bytes. Files that have
 * not changed since this process read them, or of a large data set an earlier one, are not read again.
 * @throws the signal's reason when interrupted; hashes of a large data set are kept
 */
export async function hashDataset(
  dataset: ImageDataset,
  options: HashOptions = {},
): Promise<ListedDataset> {
  const { signal, onProgress, indexFrom = MANY_IMAGES } = options;
  const { index = join(folderOf("cache"), "hashes") } = options;
  const { train, validation, test } = dataset;
  const paths = [
    ...new Set([...train, ...validation, ...test].map(({ path }) => path)),
  ].sort();
  const remembered =
    index === null || paths.length < indexFrom
      ? undefined
      : new ImageHashIndex(join(index, `${sha256(resolve(dataset.root))}.txt`));
  const hashes = Buffer.alloc(HASH_BYTES * paths.length);
  const stamps = remembered === undefined ? undefined : FileStamps.of(paths.length);
  let settled = true;
  let saved = Date.now();
  for (let at = 0; at < paths.length; at += BATCH) {
    if (signal?.aborted === true || Date.now() - saved > SAVE_MS) {
      remembered?.save();
      saved = Date.now();
    }
    signal?.throwIfAborted();
    const batch = paths.slice(at, at + BATCH);
    const found = await Promise.all(
      batch.map((path) => fileHash(dataset.root, path, remembered)),
    );
    found.forEach(({ hash, stats }, i) => {
      hashes.write(hash, HASH_BYTES * (at + i), "hex");
      if (stats === undefined) return;
      stamps?.set(at + i, stats);
      settled &&= isSettled(stats);
    });
    onProgress?.(at + batch.length, paths.length);
  }
  remembered?.save();
  const imageHashes = new SortedHashes(paths, hashes);
  return {
    ...{ dataset, imageHashes, hash: datasetHash(dataset, imageHashes) },
    ...(stamps === undefined || !settled ? {} : { imageStamps: stamps }),
  };
}

/** Items that are hashed at a time. */
const HASHED_ITEMS = 4096;

/** The canonical hash of class names and splits, piece by piece: as one text ImageNet takes gigabytes. */
function datasetHash(dataset: ImageDataset, hashes: SortedHashes): string {
  const digest = createHash("sha256");
  digest.update(`{"classNames":${canonicalJson(dataset.classNames)}`);
  for (const split of ["test", "train", "validation"] as const) {
    const items = dataset[split];
    digest.update(`,"${split}":[`);
    for (let at = 0; at < items.length; at += HASHED_ITEMS) {
      const some = items
        .slice(at, at + HASHED_ITEMS)
        .map(({ path, label }) => canonicalJson([path, label, hashes.get(path)]));
      digest.update(`${at === 0 ? "" : ","}${some.join(",")}`);
    }
    digest.update("]");
  }
  return digest.update("}").digest("hex");
}

interface HashedFile {
  readonly hash: string;
  /** Where they were taken. */
  readonly stats?: BigIntStats;
}

async function fileHash(
  root: string,
  path: string,
  index?: ImageHashIndex,
): Promise<HashedFile> {
  const file = join(root, path);
  const before = index === undefined ? rememberedFileHash(file) : undefined;
  if (before !== undefined) return { hash: before };
  const stats = await stat(file, { bigint: true });
  const known = index?.get(path, stats);
  if (known !== undefined) return { hash: known, stats };
  const hash = sha256(await readFile(file));
  if (index === undefined) rememberFileHash(file, stats, hash);
  else index.set(path, stats, hash);
  return { hash, stats };
}
