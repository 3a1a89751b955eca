import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { mismatch } from "../errors/promptcal-error";
import type { ImageDataset, Item } from "./image-dataset";

/** The parts of a data set in which items lie. */
export type Parts = Pick<ImageDataset, "train" | "validation" | "test">;

/** Missing files that an error names. */
const NAMED = 3;

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
 * Refuses a data set with images that are not on disk. Reads each folder once; cheap for 100,000 images.
 * @param fix what mends it, for the error
 */
export function requireFiles(dataset: ImageDataset, fix: string): ImageDataset {
  const { root, train, validation, test } = dataset;
  const listings = new Map<string, ReadonlySet<string>>();
  const missing: string[] = [];
  const all: readonly Item[] = [...train, ...validation, ...test];
  for (const { path } of all) {
    const file = join(root, path);
    const folder = dirname(file);
    let names = listings.get(folder);
    if (names === undefined) {
      names = new Set(isFolder(folder) ? readdirSync(folder) : []);
      listings.set(folder, names);
    }
    if (!names.has(file.slice(folder.length + 1))) missing.push(path);
  }
  if (missing.length === 0) return dataset;
  const named = missing.slice(0, NAMED).join(", ");
  const more = missing.length > NAMED ? ", ..." : "";
  throw mismatch({
    what: `images of ${dataset.name}`,
    expected: `${all.length} files`,
    got: `${missing.length} missing: ${named}${more}`,
    where: root,
    fix,
  });
}

function isFolder(path: string): boolean {
  // A name can also be too long to ask for: `existsSync` says no, `statSync` throws.
  return existsSync(path) && statSync(path).isDirectory();
}

/**
 * Refuses a missing file or folder.
 * @param fix what mends it, for the error
 */
export function requirePath(what: string, path: string, fix: string): string {
  if (existsSync(path)) return path;
  throw mismatch({ what, expected: "it to exist", got: "nothing", where: path, fix });
}
