import { readdirSync, statSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileStamp, isSettled } from "../../../files/file-stamp";

/** Stamps of folders and files by their absolute path. */
export type Stamps = Readonly<Record<string, string>>;

/** Files beside the images, such as lists of classes; a data set with more of them is read again each time. */
const MAX_FILES = 1000;

/**
 * What changes when an image of a data set is added, removed or renamed, or when one of its lists is edited: stamps of
 * all folders from the data set's down to its images, and of the files between its folder and its images folder.
 * @param folder the data set's
 * @param root its images folder, in it
 * @param paths of the images, from there
 * @returns undefined where some of it changed within the last seconds, so that its stamp may not show the next change
 */
export function stampsOf(
  folder: string,
  root: string,
  paths: readonly string[],
): Stamps | undefined {
  const images = new Set(paths.filter((path) => !path.includes("/")));
  const between = foldersDown(folder, root);
  if (between === undefined) return undefined;
  const files = between.flatMap((parent) =>
    readdirSync(parent, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .filter(({ name }) => parent !== root || !images.has(name))
      .map(({ name }) => join(parent, name)),
  );
  if (files.length > MAX_FILES) return undefined;
  const all = new Set([...between, ...files]);
  for (const parent of parents(paths)) all.add(join(root, parent));
  const stamps: Record<string, string> = {};
  for (const path of all) {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (stats === undefined || !isSettled(stats)) return undefined;
    stamps[path] = fileStamp(stats);
  }
  return stamps;
}

/** Whether all of it is as it was: a look at each folder, at none of the images. */
export function stampsHold(stamps: Stamps): boolean {
  return Object.entries(stamps).every(([path, stamp]) => {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    return stats !== undefined && fileStamp(stats) === stamp;
  });
}

/** The folders from one down to another, both included; undefined where it is not in it. */
function foldersDown(from: string, to: string): readonly string[] | undefined {
  const names = relative(from, to)
    .split(sep)
    .filter((name) => name !== "");
  if (names[0] === "..") return undefined;
  return names.reduce<string[]>((all, name) => [...all, join(all.at(-1)!, name)], [from]);
}

/** Every folder above a path. */
function parents(paths: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const path of paths) {
    for (let at = dirname(path); at !== "." && !found.has(at); at = dirname(at)) {
      found.add(at);
    }
  }
  return found;
}
