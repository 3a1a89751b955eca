import { basename, join } from "node:path";
import { firstFew } from "../../errors/first-few";
import { mismatch } from "../../errors/promptcal-error";
import { checkClassNames } from "../checked-class-names";
import { requirePath, type Parts } from "../checked-items";
import { byName, folderContent, IMAGE_ENDINGS, type FolderContent } from "./class-folders";
import type { ImageDataset, Item } from "../image-dataset";
import { completedParts } from "../completed-parts";
import { imagesBelow } from "./image-tree";
import { partNamed } from "../part-names";
import { PassedOver } from "./passed-over";
import { splitByClass } from "../split-by-class";

/**
 * A folder of class folders (torchvision's ImageFolder): `dog/1.jpg`, or with parts `train/dog/1.jpg`,
 * `val/dog/2.jpg`, `test/dog/3.jpg`. Class names are the folders', in Unicode's composed form (NFC), labels their
 * sorted order; images count at any depth of a class's folder. Without parts, or with a single one, the images are
 * split as CoOp does (`splitByClass`); with `train` and `val` alone, `val` is the test.
 * @param name of the data set; by default the folder's
 * @returns its notes say what was passed over
 * @throws PromptcalError for a folder without images, class folders without any, or beside those of parts
 */
export function readImageFolder(root: string, name = basename(root)): ImageDataset {
  requirePath(`data set ${name}`, root, "make a folder of images for each class in it");
  const passedOver = new PassedOver();
  const top = contentOf(root, passedOver);
  const parts = partFolders(top.folders, name, root);
  const classes = (parts.length > 0 ? parts : [""]).map((part) =>
    classFolders(root, part, passedOver),
  );
  const found = new Set(classes.flatMap((folders) => [...folders.keys()]));
  const classNames = checkClassNames([...found].sort(byName), root);
  const lists = classes.map((folders) =>
    classNames.flatMap((className, label) =>
      (folders.get(className) ?? [])
        .flatMap((folder) => imagesBelow(root, folder, passedOver))
        .map((path): Item => ({ path, label, className })),
    ),
  );
  refuseEmptyClasses(classNames, lists.flat(), passedOver, root);
  const split =
    parts.length > 0 ? inParts(parts, lists, name) : splitByClass(lists[0]!, name);
  const stray = strayNotes(root, parts, top.images.length);
  if (split.test.length === 0)
    throw withoutTest(name, root, found.size, [passedOver.files, ...stray]);
  const notes = [...passedOver.notes(), ...stray];
  const dataset = { name, root, classNames, ...split };
  return notes.length === 0 ? dataset : { ...dataset, notes };
}

function partFolders(
  folders: readonly string[],
  name: string,
  root: string,
): readonly string[] {
  const parts = folders.filter((folder) => partNamed(folder) !== undefined);
  if (parts.length === 0 || parts.length === folders.length) return parts;
  throw mismatch({
    what: `folders of data set ${name}`,
    expected: "either parts (train, val, test) or classes",
    got: firstFew(folders, { shown: 8 }),
    where: root,
  });
}

/** Of files beside class folders, such as a README, nothing is said. */
function contentOf(folder: string, passedOver: PassedOver): FolderContent {
  return folderContent(folder, { folder: (name) => passedOver.folder(name) });
}

/** Folders of each class in a part, by the class's name; a Mac writes `café` with other characters than Linux. */
function classFolders(
  root: string,
  part: string,
  passedOver: PassedOver,
): ReadonlyMap<string, readonly string[]> {
  const before = part === "" ? "" : `${part}/`;
  const classes = new Map<string, string[]>();
  for (const folder of contentOf(join(root, part), passedOver).folders) {
    const name = folder.normalize("NFC");
    classes.set(name, [...(classes.get(name) ?? []), `${before}${folder}`]);
  }
  return classes;
}

/** A class that no image shows would stand in the softmax all the same. */
function refuseEmptyClasses(
  classNames: readonly string[],
  items: readonly Item[],
  { files }: PassedOver,
  root: string,
): void {
  const labels = new Set(items.map(({ label }) => label));
  const empty = classNames.filter((_, label) => !labels.has(label));
  if (empty.length === 0 || items.length === 0) return;
  throw mismatch({
    what: `class folders ${firstFew(empty)}`,
    expected: "images in each",
    got: files === "" ? "none" : `none; files of other endings in the data set: ${files}`,
    where: root,
    fix: `remove the folders, or put images in them (${IMAGE_ENDINGS.join(" ")})`,
  });
}

function withoutTest(
  name: string,
  root: string,
  folders: number,
  found: readonly string[],
): Error {
  const others = found.filter((text) => text !== "").join("; ");
  return mismatch({
    what: `data set ${name}`,
    expected: `images in folders named after their classes (${IMAGE_ENDINGS.join(" ")})`,
    got: `none to test on in ${folders} folders${others === "" ? "" : `, but ${others}`}`,
    where: root,
  });
}

function inParts(
  folders: readonly string[],
  lists: readonly (readonly Item[])[],
  name: string,
): Parts {
  const of = (part: keyof Parts): Item[] =>
    lists.filter((_, i) => partNamed(folders[i]!) === part).flat();
  return completedParts(
    { train: of("train"), validation: of("validation"), test: of("test") },
    name,
  );
}

/** Images that lie where class folders are expected belong to no class: an unlabelled test set, for instance. */
function strayNotes(
  root: string,
  parts: readonly string[],
  atTop: number,
): readonly string[] {
  return [
    ["", atTop] as const,
    ...parts.map((part) => [part, folderContent(join(root, part)).images.length] as const),
  ]
    .filter(([, count]) => count > 0)
    .map(([part, count]) => {
      const where =
        part === "" ? "beside the class folders" : `in ${part}, in no class's folder`;
      return `${count} ${count === 1 ? "image" : "images"} ${where} passed over: no label`;
    });
}
