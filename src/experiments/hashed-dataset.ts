import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ImageDataset, Item } from "../datasets/image-dataset";
import { canonicalHash } from "../numeric/canonical-json";
import { sha256 } from "../numeric/hash";

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

/** Reads every image of a data set and hashes all that a run's outcome depends on. */
export async function hashDataset(dataset: ImageDataset): Promise<HashedDataset> {
  const { train, validation, test } = dataset;
  const paths = [
    ...new Set([...train, ...validation, ...test].map(({ path }) => path)),
  ].sort();
  const imageHashes = new Map<string, string>();
  for (let at = 0; at < paths.length; at += BATCH) {
    const batch = paths.slice(at, at + BATCH);
    const contents = await Promise.all(
      batch.map((path) => readFile(join(dataset.root, path))),
    );
    batch.forEach((path, i) => imageHashes.set(path, sha256(contents[i]!)));
  }
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
