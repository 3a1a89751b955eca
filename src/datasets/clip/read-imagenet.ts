import { join } from "node:path";
import { mismatch } from "../../errors/promptcal-error";
import { requirePath } from "../checked-items";
import { folderItems, subfolders } from "../formats/class-folders";
import type { ImageDataset, Item } from "../image-dataset";
import type { ClipDataset } from "./catalog";
import { readClassNames, type SynsetName } from "./class-names";

/** Where a data set of the catalog lies, and how to fix it. */
export interface DatasetSource {
  readonly entry: ClipDataset;
  /** Folder of the data set. */
  readonly folder: string;
  /** Images folder. */
  readonly root: string;
  /** For errors. */
  readonly fix: string;
}

/**
 * ImageNet: labels are the sorted synset folders of `train`; the published validation set is the
 * test part, and there is no validation part, since the literature has no images left for one.
 */
export function readImageNet(source: DatasetSource): ImageDataset {
  const { root, fix } = source;
  const names = classNames(source);
  const [train, test] = ["train", "val"].map((part) => {
    const folder = requirePath(`part ${part}`, join(root, part), fix);
    return { part, folders: subfolders(folder) };
  });
  sameFolders(source, train!.folders, test!.folders);
  const classes = named(source, train!.folders, names);
  return {
    ...dataset(source, classes),
    train: synsetItems(root, classes, "train/"),
    test: synsetItems(root, classes, "val/"),
  };
}

/**
 * ImageNet-Sketch, -A and -R: labels are the sorted synset folders that are there, 200 for -A and -R,
 * so a classifier of exactly these classes is made, as in CoOp.
 */
export function readSynsets(source: DatasetSource): ImageDataset {
  const classes = named(source, subfolders(source.root), classNames(source));
  return { ...dataset(source, classes), test: synsetItems(source.root, classes, "") };
}

/** ImageNet-V2: the folder's number is the label in ImageNet. */
export function readNumbers(source: DatasetSource): ImageDataset {
  const { root, fix } = source;
  const names = classNames(source);
  const known = new Set(names.map((_, label) => String(label)));
  const stray = subfolders(root).find((folder) => !known.has(folder));
  if (stray !== undefined) throw strayFolder(source, stray, `0 ... ${names.length - 1}`);
  const test = names.flatMap(({ name }, label) => {
    requirePath(`class ${label} (${name})`, join(root, String(label)), fix);
    return folderItems(root, String(label), label, name);
  });
  return { ...dataset(source, names), test };
}

function classNames({ folder, fix }: DatasetSource): readonly SynsetName[] {
  const path = join(folder, "classnames.txt");
  return readClassNames(requirePath("class names", path, fix));
}

function dataset(
  { entry, root }: DatasetSource,
  classes: readonly SynsetName[],
): Omit<ImageDataset, "test"> & { readonly test: readonly Item[] } {
  return {
    name: entry.name,
    root,
    classNames: classes.map(({ name }) => name),
    train: [],
    validation: [],
    test: [],
  };
}

function named(
  source: DatasetSource,
  folders: readonly string[],
  names: readonly SynsetName[],
): readonly SynsetName[] {
  const bySynset = new Map(names.map((entry) => [entry.synset, entry]));
  return folders.map((folder) => {
    const found = bySynset.get(folder);
    if (found === undefined)
      throw strayFolder(source, folder, "a synset of classnames.txt");
    return found;
  });
}

function synsetItems(root: string, classes: readonly SynsetName[], prefix: string): Item[] {
  return classes.flatMap(({ synset, name }, label) =>
    folderItems(root, `${prefix}${synset}`, label, name),
  );
}

function sameFolders(
  { root, fix }: DatasetSource,
  train: readonly string[],
  test: readonly string[],
): void {
  const missing =
    train.find((name) => !test.includes(name)) ??
    test.find((name) => !train.includes(name));
  if (missing === undefined) return;
  const [there, gone] = train.includes(missing) ? ["train", "val"] : ["val", "train"];
  throw mismatch({
    what: `class ${missing}`,
    expected: "a folder in train and in val",
    got: `one in ${there}, none in ${gone}`,
    where: root,
    fix,
  });
}

function strayFolder(
  { root, fix }: DatasetSource,
  folder: string,
  expected: string,
): Error {
  return mismatch({
    what: "class folder",
    expected,
    got: folder,
    where: root,
    fix,
  });
}
