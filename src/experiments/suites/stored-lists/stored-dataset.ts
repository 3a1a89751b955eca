import { existsSync, rmSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { mismatch } from "../../../errors/promptcal-error";
import { computedOnce } from "../../../files/computed-once";
import { folderOf } from "../../../files/folders";
import { canonicalHash } from "../../../files/json/canonical-json";
import { SystemFailure } from "../../../files/system-error";
import type { HashedDataset, ListedDataset } from "../hashed-dataset";
import { stampsHold, stampsOf } from "./folder-stamps";
import { readStoredList, writeStoredList, type StoredList } from "./stored-list";

export interface StoredDatasetRequest {
  readonly name: string;
  readonly format: string;
  /** In which lies all that reading depends on; undefined where there is no such folder. */
  readonly folder: string | undefined;
  /** Whether a stored list is taken, or the data set listed and each file looked at. */
  readonly usesStored: boolean;
  /** Lists and hashes it. */
  readonly hash: () => Promise<ListedDataset>;
  readonly signal: AbortSignal | undefined;
}

/**
 * A large data set is listed, looked at file by file and hashed by one process, which stores what it found; others take
 * that for as long as no folder and no list of it changed. ImageNet has 1.33 million files: every worker would take
 * minutes and gigabytes to find the same.
 * @throws the signal's reason when interrupted
 */
export async function storedDataset({
  name,
  format,
  folder,
  usesStored,
  hash,
  signal,
}: StoredDatasetRequest): Promise<HashedDataset> {
  if (folder === undefined) return hash();
  const key = canonicalHash({ name, format, folder: resolve(folder) });
  const file = join(folderOf("cache"), "lists", `${key}.list`);
  const listed = async (): Promise<HashedDataset> => {
    const data = await hash();
    store(file, resolve(folder), data);
    return data;
  };
  // Where a list was never stored, the data set may be small, and waiting for others takes longer than reading.
  if (!usesStored || !existsSync(file)) return listed();
  return computedOnce(file, () => unchangedList(file), listed, signal);
}

function store(file: string, folder: string, data: ListedDataset): void {
  const { dataset, hash, imageHashes, imageStamps } = data;
  if (imageStamps === undefined) return;
  const stamps = stampsOf(folder, dataset.root, imageHashes.paths);
  if (stamps === undefined) return;
  try {
    const list = { dataset, hash, imageHashes, imageStamps, stamps };
    if (!isSame(readStoredList(file), list)) writeStoredList(file, list);
  } catch (error) {
    // A full disk costs time, not the run.
    if (!(error instanceof SystemFailure)) throw error;
  }
}

function isSame(stored: StoredList | undefined, list: StoredList): boolean {
  return (
    stored?.hash === list.hash &&
    canonicalHash(stored.stamps) === canonicalHash(list.stamps) &&
    stored.imageStamps.equals(list.imageStamps)
  );
}

/** What is stored, where its folders and lists are as they were. */
function unchangedList(file: string): HashedDataset | undefined {
  const stored = readStoredList(file);
  if (stored === undefined || !stampsHold(stored.stamps)) return undefined;
  const { dataset, hash, imageHashes } = stored;
  return {
    ...{ dataset, hash, imageHashes },
    requireUnchanged: (paths) => requireUnchanged(file, stored, paths),
  };
}

/** Looks at some images: a file that was written over in its place shows in no folder. */
async function requireUnchanged(
  file: string,
  { dataset, imageHashes, imageStamps }: StoredList,
  paths: readonly string[],
): Promise<void> {
  for (const path of paths) {
    const stats = await stat(join(dataset.root, path), { bigint: true });
    if (imageStamps.holds(imageHashes.indexOf(path), stats)) continue;
    // The next process lists the data set itself.
    rmSync(file, { force: true });
    throw mismatch({
      what: `image ${path} of ${dataset.name}`,
      expected: "the file that was hashed",
      got: "one that was changed since",
      where: dataset.root,
      fix: "give the same command again, which looks at every file",
    });
  }
}
