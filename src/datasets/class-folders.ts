import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Item } from "./image-dataset";

/** What counts as an image; anything else in a folder, a README for instance, is passed over. */
const IMAGE = /\.(jpe?g|png|webp|gif|tiff?|avif|bmp)$/i;

/** Order of code points, as Python sorts names; `localeCompare` would differ between machines. */
export function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Names of the folders in a folder, sorted; links to folders are followed, hidden ones passed over. */
export function subfolders(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith("."))
    .filter((entry) => entry.isDirectory() || isLinkToFolder(folder, entry))
    .map(({ name }) => name)
    .sort(byName);
}

function isLinkToFolder(
  folder: string,
  entry: { readonly name: string; isSymbolicLink(): boolean },
): boolean {
  if (!entry.isSymbolicLink()) return false;
  try {
    readdirSync(join(folder, entry.name));
    return true;
  } catch {
    // A link to a file, or to nothing.
    return false;
  }
}

/** Images of one class's folder, sorted by name. */
export function folderItems(
  root: string,
  folder: string,
  label: number,
  className: string,
): Item[] {
  return readdirSync(join(root, folder))
    .filter((name) => !name.startsWith(".") && IMAGE.test(name))
    .sort(byName)
    .map((name) => ({ path: `${folder}/${name}`, label, className }));
}
