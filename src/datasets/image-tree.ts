import { realpathSync } from "node:fs";
import { basename, join } from "node:path";
import { requirePath } from "./checked-items";
import { folderItems, subfolders } from "./class-folders";
import type { Item } from "./image-dataset";

/**
 * Every image below a folder, at any depth, without labels: the class name is that of the folder it lies
 * in, the label 0. In the order of folders, then of files; a folder that links lead to twice counts once.
 * @throws PromptcalError where there is no such folder
 */
export function imageTree(root: string): readonly Item[] {
  requirePath("image folder", root, "give a folder of images");
  const seen = new Set<string>();
  const below = (folder: string): Item[] => {
    const place = join(root, folder);
    const real = realpathSync(place);
    if (seen.has(real)) return [];
    seen.add(real);
    return [
      ...folderItems(root, folder, 0, basename(place)),
      ...subfolders(place).flatMap((name) => below(`${folder}/${name}`)),
    ];
  };
  return below(".");
}
