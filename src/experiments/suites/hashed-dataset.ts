import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { ImageDataset, Item } from "../../datasets/image-dataset";
import { canonicalHash } from "../../files/json/canonical-json";
import { folderOf } from "../../files/folders";
import { rememberFileHash, rememberedFileHash } from "../../files/file-hash-memory";
import { sha256 } from "../../files/hash";
import { ImageHashIndex } from "./image-hash-index";

/** A data set whose bytes have been read once. */
export interface HashedDataset {
  readonly dataset: ImageDataset;
  /** SHA-256 over class names, split and the bytes of every image. */
  readonly hash: string;
  /** SHA-256 of each image's bytes, by its path. */
  readonly imageHashes: ReadonlyMap<string, string>;
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
): Promise<HashedDataset> {
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
  const imageHashes = new Map<string, string>();
  let saved = Date.now();
  for (let at = 0; at < paths.length; at += BATCH) {
    if (signal?.aborted === true || Date.now() - saved > SAVE_MS) {
      remembered?.save();
      saved = Date.now();
    }
    signal?.throwIfAborted();
    const batch = paths.slice(at, at + BATCH);
    const hashes = await Promise.all(
      batch.map((path) => fileHash(dataset.root, path, remembered)),
    );
    batch.forEach((path, i) => imageHashes.set(path, hashes[i]!));
    onProgress?.(imageHashes.size, paths.length);
  }
  remembered?.save();
  const listed = (items: readonly Item[]): unknown =>
    items.map(({ path, label }) => [path, label, imageHashes.get(path)]);
  const hash = canonicalHash({
    classNames: dataset.classNames,
    train: listed(train),
    validation: listed(validation),
    test: listed(test),
  });
  return { dataset, hash, imageHashes };
}

async function fileHash(
  root: string,
  path: string,
  index?: ImageHashIndex,
): Promise<string> {
  const file = join(root, path);
  const before = index === undefined ? rememberedFileHash(file) : undefined;
  if (before !== undefined) return before;
  const stats = await stat(file, { bigint: true });
  const known = index?.get(path, stats);
  if (known !== undefined) return known;
  const hash = sha256(await readFile(file));
  if (index === undefined) rememberFileHash(file, stats, hash);
  else index.set(path, stats, hash);
  return hash;
}
