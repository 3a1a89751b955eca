import { existsSync } from "node:fs";
import { firstFew } from "../errors/first-few";
import { mismatch } from "../errors/promptcal-error";
import type { ImageDataset, Item } from "./image-dataset";
import { NamesOnDisk } from "./formats/names-on-disk";

/** The parts of a data set in which items lie. */
export type Parts = Pick<ImageDataset, "train" | "validation" | "test">;

/** Whether a path of a list stays below the folder that it starts from, and names a file there. */
export function isPathInside(path: string): boolean {
  const parts = path.split(/[\\/]/);
  return (
    !path.startsWith("/") &&
    !path.includes("\0") &&
    !parts.includes("..") &&
    parts.some((part) => part !== "" && part !== ".")
  );
}

/**
 * Refuses an image that is listed twice: in one part it would count double, in two it would leak
 * from training into the test.
 * @param where the file with the lists, for the error
 */
export function refuseDuplicates({ train, validation, test }: Parts, where: string): void {
  const seen = new Map<string, string>();
  for (const [part, items] of Object.entries({ train, validation, test })) {
    for (const { path } of items) {
      const before = seen.get(path);
      if (before !== undefined) {
        const twice = before === part ? `twice in ${part}` : `in ${before} and in ${part}`;
        throw mismatch({ what: `image ${path}`, expected: "once", got: twice, where });
      }
      seen.set(path, part);
    }
  }
}

/**
 * Refuses a data set with images that are not on disk.
 * @param fix how to fix it, for the error
 * @returns the data set, its paths as the disk spells them (`NamesOnDisk`)
 */
export function requireFiles(dataset: ImageDataset, fix: string): ImageDataset {
  const { root, name, train, validation, test } = dataset;
  const disk = new NamesOnDisk(root);
  const missing: string[] = [];
  const onDisk = (items: readonly Item[]): readonly Item[] =>
    items.map((item) => {
      const path = disk.find(item.path);
      if (path === undefined) missing.push(item.path);
      return path === undefined || path === item.path ? item : { ...item, path };
    });
  const parts = {
    train: onDisk(train),
    validation: onDisk(validation),
    test: onDisk(test),
  };
  if (missing.length === 0) return { ...dataset, ...parts };
  const other = disk.findInOtherCase(missing[0]!);
  throw mismatch({
    what: `images of ${name}`,
    expected: `${train.length + validation.length + test.length} files`,
    got: `${missing.length} missing: ${firstFew(missing)}`,
    where: root,
    fix: other === undefined ? fix : `${other} is there, which differs in case; ${fix}`,
  });
}

/**
 * Refuses a missing file or folder.
 * @param fix how to fix it, for the error
 */
export function requirePath(what: string, path: string, fix: string): string {
  if (existsSync(path)) return path;
  throw mismatch({ what, expected: "it to exist", got: "nothing", where: path, fix });
}
