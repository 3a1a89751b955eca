import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import * as v from "valibot";
import type { ImageDataset, Item } from "../../../datasets/image-dataset";
import { writeFileAtomic } from "../../../files/atomic-file";
import { parseIntact } from "../../../files/json/parse-intact";
import {
  byName,
  fields,
  list,
  TEXT,
  wholeNumber,
  type Infer,
} from "../../../files/json/schema";
import { sha256 } from "../../../files/hash";
import { FileStamps, STAMP_NUMBERS } from "./file-stamps";
import type { Stamps } from "./folder-stamps";
import { HASH_BYTES, SortedHashes } from "./sorted-hashes";

/** Grows with every change of the file, or of how data sets are read: what an earlier program stored is not used. */
const FORMAT = 1;

const SPLITS = ["train", "validation", "test"] as const;

/** The first line of the file; the parts of the body follow one another. */
const HEAD = fields({
  format: wholeNumber(),
  name: TEXT,
  root: TEXT,
  classNames: list(TEXT),
  notes: v.optional(list(TEXT)),
  /** Of the data set. */
  hash: TEXT,
  stamps: byName(TEXT),
  /** SHA-256 of the body. */
  body: TEXT,
  bytesOfPaths: wholeNumber(),
  images: wholeNumber(),
  items: list(wholeNumber()),
});
type Head = Infer<typeof HEAD>;

/** A large data set as one process listed and hashed it, for others. */
export interface StoredList {
  readonly dataset: ImageDataset;
  readonly hash: string;
  readonly imageHashes: SortedHashes;
  /** Of the images, by rising path. */
  readonly imageStamps: FileStamps;
  /** Of the folders and lists. */
  readonly stamps: Stamps;
}

/** Bytes of an item: the number of its path, and its label. */
const ITEM_NUMBERS = 2;

/**
 * Writes a list: a line of JSON, the paths, 32 bytes and three numbers of each, and the items of each split.
 * @returns whether it can be stored; a data set whose items name their classes otherwise than by label cannot
 */
export function writeStoredList(file: string, list: StoredList): boolean {
  const { dataset, hash, imageHashes, imageStamps, stamps } = list;
  const { name, root, classNames, notes } = dataset;
  const splits = SPLITS.map((split) => dataset[split]);
  const named = ({ label, className }: Item): boolean => classNames[label] === className;
  const { paths, hashes } = imageHashes;
  if (!splits.every((items) => items.every(named))) return false;
  if (paths.some((path) => path.includes("\n"))) return false;
  const text = Buffer.from(paths.join("\n"));
  const body = [
    text,
    hashes,
    imageStamps.bytes(),
    ...splits.map((items) => Buffer.from(numbersOf(items, imageHashes).buffer)),
  ];
  const digest = createHash("sha256");
  for (const part of body) digest.update(part);
  const head: Head = {
    ...{ format: FORMAT, name, root, classNames: [...classNames], hash },
    ...(notes === undefined ? {} : { notes: [...notes] }),
    ...{ stamps: { ...stamps }, body: digest.digest("hex"), bytesOfPaths: text.length },
    ...{ images: paths.length, items: splits.map(({ length }) => length) },
  };
  writeFileAtomic(file, [Buffer.from(`${JSON.stringify(head)}\n`), ...body]);
  return true;
}

/** A list that was stored; undefined where there is none, or where it is damaged or of another program's format. */
export function readStoredList(file: string): StoredList | undefined {
  if (!existsSync(file)) return undefined;
  const bytes = readFileSync(file);
  const end = bytes.indexOf("\n");
  if (end === -1) return undefined;
  const head = parseIntact(HEAD, bytes.toString("utf8", 0, end));
  const body = bytes.subarray(end + 1);
  if (head?.format !== FORMAT || sha256(body) !== head.body) return undefined;
  let at = 0;
  const next = (size: number): Buffer => {
    at += size;
    return body.subarray(at - size, at);
  };
  // Slices of one text: a path takes a few bytes more.
  const paths = next(head.bytesOfPaths).toString("utf8").split("\n");
  const imageHashes = new SortedHashes(paths, next(HASH_BYTES * head.images));
  const imageStamps = new FileStamps(
    new BigUint64Array(aligned(next(8 * STAMP_NUMBERS * head.images))),
  );
  const [train, validation, test] = head.items.map((count) => {
    const numbers = new Uint32Array(aligned(next(4 * ITEM_NUMBERS * count)));
    return Array.from({ length: count }, (_, i): Item => {
      const label = numbers[ITEM_NUMBERS * i + 1]!;
      const className = head.classNames[label]!;
      return { path: paths[numbers[ITEM_NUMBERS * i]!]!, label, className };
    });
  });
  const { name, root, classNames, notes, hash, stamps } = head;
  const dataset: ImageDataset = {
    ...{ name, root, classNames, train: train!, validation: validation!, test: test! },
    ...(notes === undefined ? {} : { notes }),
  };
  return { dataset, hash, imageHashes, imageStamps, stamps };
}

function numbersOf(items: readonly Item[], hashes: SortedHashes): Uint32Array {
  const numbers = new Uint32Array(ITEM_NUMBERS * items.length);
  items.forEach(({ path, label }, i) =>
    numbers.set([hashes.indexOf(path), label], ITEM_NUMBERS * i),
  );
  return numbers;
}

/** A copy that begins at a multiple of eight bytes. */
function aligned(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
