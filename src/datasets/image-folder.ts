import { basename, join } from "node:path";
import { mismatch } from "../errors/promptcal-error";
import { checkClassNames } from "./checked-class-names";
import { requirePath, type Parts } from "./checked-items";
import { byName, folderItems, subfolders } from "./class-folders";
import type { ImageDataset, Item } from "./image-dataset";
import { partNamed } from "./part-names";
import { splitByClass } from "./split-by-class";

/**
 * A folder of class folders (torchvision's ImageFolder): `dog/1.jpg`, or with parts `train/dog/1.jpg`,
 * `val/dog/2.jpg`, `test/dog/3.jpg`. Class names are the folders', labels their sorted order. Without parts
 * the images are split as CoOp does (`splitByClass`); with `train` and `val` alone, `val` is the test.
 * @param name of the data set; by default the folder's
 * @throws PromptcalError for a folder without images, or class folders beside those of parts
 */
export function readImageFolder(root: string, name = basename(root)): ImageDataset {
  requirePath(`data set ${name}`, root, "make a folder of images for each class in it");
  const folders = subfolders(root);
  const parts = folders.filter((folder) => partNamed(folder) !== undefined);
  const mixed = parts.length > 0 && parts.length < folders.length;
  if (mixed) {
    throw mismatch({
      what: `folders of data set ${name}`,
      expected: "either parts (train, val, test) or classes",
      got: folders.slice(0, 8).join(", "),
      where: root,
    });
  }
  const places = parts.length > 0 ? parts.map((part) => `${part}/`) : [""];
  const found = new Set(places.flatMap((place) => subfolders(join(root, place))));
  const classNames = checkClassNames([...found].sort(byName), root);
  const itemsAt = (place: string): Item[] => {
    const there = new Set(subfolders(join(root, place)));
    return classNames.flatMap((className, label) =>
      there.has(className)
        ? folderItems(root, `${place}${className}`, label, className)
        : [],
    );
  };
  const split =
    parts.length > 0 ? inParts(parts, itemsAt) : splitByClass(itemsAt(""), name);
  if (split.test.length > 0) return { name, root, classNames, ...split };
  throw mismatch({
    what: `data set ${name}`,
    expected: "images in folders named after their classes",
    got: `none to test on in ${folders.length} folders`,
    where: root,
  });
}

function inParts(parts: readonly string[], itemsAt: (place: string) => Item[]): Parts {
  const of = (part: keyof Parts): Item[] =>
    parts
      .filter((folder) => partNamed(folder) === part)
      .flatMap((folder) => itemsAt(`${folder}/`));
  const [train, validation, test] = [of("train"), of("validation"), of("test")];
  return test.length > 0
    ? { train, validation, test }
    : { train, validation: [], test: validation };
}
