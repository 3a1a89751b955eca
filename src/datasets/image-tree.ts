import { basename } from "node:path";
import { requirePath } from "./checked-items";
import { folderItems, subfolders } from "./class-folders";
import type { Item } from "./image-dataset";

/**
 * Every image below a folder, at any depth, without labels: the class name is that of the folder it lies
 * in, the label 0. In the order of folders, then of files.
 * @throws PromptcalError where there is no such folder
 */
export function imageTree(root: string): readonly Item[] {
  requirePath("image folder", root, "give a folder of images");
  const below = (folder: string): Item[] => [
    ...folderItems(root, folder, 0, basename(folder === "." ? root : folder)),
    ...subfolders(`${root}/${folder}`).flatMap((name) => below(`${folder}/${name}`)),
  ];
  return below(".");
}
