import { readdirSync, statSync, type Dirent } from "node:fs";
import { extname, join } from "node:path";
import type { Item } from "../image-dataset";
import { isSystemFile, isSystemFolder, type PassedOver } from "./passed-over";

/** Endings of the files that count as images. */
export const IMAGE_ENDINGS = [
  ...[".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".gif", ".tif", ".tiff", ".avif"],
  ...[".bmp", ".dib", ".ppm", ".pgm", ".pbm", ".pnm"],
];

/** Order of code points, as Python sorts names; `localeCompare` would differ between machines. */
export function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What lies in a folder, sorted; links are followed. */
export interface FolderContent {
  readonly images: readonly string[];
  readonly folders: readonly string[];
}

/**
 * Lists images and folders of a folder. Hidden files and what operating systems leave behind are left out.
 * @param passedOver takes note of folders and files that are left out
 */
export function folderContent(
  folder: string,
  passedOver?: Partial<Pick<PassedOver, "folder" | "file">>,
): FolderContent {
  const images: string[] = [];
  const folders: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const { name } = entry;
    if (isFolder(folder, entry)) {
      if (isSystemFolder(name)) passedOver?.folder?.(name);
      else folders.push(name);
    } else if (isImageName(name)) images.push(name);
    else if (!isSystemFile(name)) passedOver?.file?.(name);
  }
  return { images: images.sort(byName), folders: folders.sort(byName) };
}

function isImageName(name: string): boolean {
  return !name.startsWith(".") && IMAGE_ENDINGS.includes(extname(name).toLowerCase());
}

/** Whether an entry of a folder is a folder, or a link to one. */
export function isFolder(folder: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  // A link may lead to a file, or to nothing.
  const target = statSync(join(folder, entry.name), { throwIfNoEntry: false });
  return target?.isDirectory() === true;
}

/** Names of the folders in a folder, sorted, without those of the operating system. */
export function subfolders(folder: string): readonly string[] {
  return folderContent(folder).folders;
}

/** Images of one class's folder, sorted by name; folders in it are not looked into. */
export function folderItems(
  root: string,
  folder: string,
  label: number,
  className: string,
): Item[] {
  const { images } = folderContent(join(root, folder));
  return images.map((name) => ({ path: `${folder}/${name}`, label, className }));
}
