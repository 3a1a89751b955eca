import { realpathSync } from "node:fs";
import { basename, join } from "node:path";
import { requirePath } from "../checked-items";
import { folderContent } from "./class-folders";
import type { Item } from "../image-dataset";
import type { PassedOver } from "./passed-over";

/**
 * Every image below a folder, at any depth, without labels: the class name is that of the folder it lies
 * in, the label 0. In the order of folders, then of files; a folder that links lead to twice counts once.
 * @throws PromptcalError where there is no such folder
 */
export function imageTree(root: string): readonly Item[] {
  requirePath("image folder", root, "give a folder of images");
  return imagesBelow(root, ".").map((path) => {
    const folder = join(root, path, "..");
    return { path, label: 0, className: basename(folder) };
  });
}

/**
 * Paths of all images in a folder and the folders in it, from `root`.
 * @param passedOver takes note of what is left out
 */
export function imagesBelow(
  root: string,
  start: string,
  passedOver?: PassedOver,
): readonly string[] {
  const seen = new Set<string>();
  const below = (folder: string): string[] => {
    const path = join(root, folder);
    const real = realpathSync(path);
    if (seen.has(real)) return [];
    seen.add(real);
    const { images, folders } = folderContent(path, passedOver);
    return [
      ...images.map((name) => `${folder}/${name}`),
      ...folders.flatMap((name) => below(`${folder}/${name}`)),
    ];
  };
  return below(start);
}
