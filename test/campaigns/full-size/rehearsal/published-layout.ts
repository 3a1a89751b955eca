import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { clipDataset, type Counts } from "../../../../src/datasets/clip/catalog";
import { wordnetNouns } from "../../../../src/regularisers/outliers/wordnet";
import { tinyImage, write } from "../../../datasets/miniatures";

/** Pictures of a data set by part. */
export type Pictures = Omit<Counts, "classes">;

/** Different pictures; file after file takes the next. */
const PICTURES = 251;

/** What of a data set is made: its published layout and classes, with some pictures. */
interface Made {
  readonly place: string;
  readonly root: string;
  readonly classNames: readonly string[];
  /** Labels of a part's pictures. */
  readonly labels: Readonly<Record<keyof Pictures, readonly number[]>>;
  /** Writes a picture. */
  readonly picture: (path: string) => void;
}

/**
 * Makes a data set of the catalog: its published layout and number of classes, plain squares for pictures, with bytes
 * behind them that make no two files alike. Few
 * pictures are of the first base and the first new classes, one each; of all counts, they spread evenly.
 */
export async function makePublished(
  name: string,
  dataRoot: string,
  pictures: Pictures,
): Promise<void> {
  const { folder, images, layout, split, counts } = clipDataset(name);
  const place = join(dataRoot, folder);
  const squares = await Promise.all(
    Array.from({ length: PICTURES }, (_, number) => tinyImage(number)),
  );
  let written = 0;
  const made: Made = {
    place,
    root: join(place, images),
    classNames: nouns(counts.classes),
    labels: {
      train: labelsOf(pictures.train, counts.classes),
      validation: labelsOf(pictures.validation, counts.classes),
      test: labelsOf(pictures.test, counts.classes),
    },
    picture: (path) => {
      const mark = Buffer.from(`${name} ${written}`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, Buffer.concat([squares[written++ % PICTURES]!, mark]));
    },
  };
  if (layout === "split") makeSplit(made, join(place, split!));
  else if (layout === "aircraft") makeAircraft(made);
  else makeFolders(made, layout);
}

/** Labels of some pictures, base and new classes in turn. */
function labelsOf(count: number, classes: number): readonly number[] {
  const base = Math.ceil(classes / 2);
  return Array.from({ length: count }, (_, index) => {
    const at = Math.floor(index / 2);
    return index % 2 === 0 ? at % base : base + (at % (classes - base));
  });
}

function makeSplit({ root, classNames, labels, picture }: Made, split: string): void {
  const entries = (part: keyof Pictures): [string, number, string][] =>
    labels[part].map((label, index) => {
      const path = `class_${label}/${part}_${index}.jpg`;
      picture(join(root, path));
      return [path, label, classNames[label]!];
    });
  const lists = {
    train: entries("train"),
    val: entries("validation"),
    test: entries("test"),
  };
  // Each class has an image in the published splits: those without one here stand in validation.
  const seen = new Set(
    Object.values(lists).flatMap((list) => list.map(([, label]) => label)),
  );
  classNames.forEach((className, label) => {
    if (seen.has(label)) return;
    const path = `class_${label}/only.jpg`;
    picture(join(root, path));
    lists.val.push([path, label, className]);
  });
  write(split, JSON.stringify(lists));
}

function makeAircraft({ place, root, classNames, labels, picture }: Made): void {
  write(join(place, "variants.txt"), `${classNames.join("\n")}\n`);
  let number = 34_958;
  for (const part of ["train", "validation", "test"] as const) {
    const lines = labels[part].map((label) => {
      const image = String(number++).padStart(7, "0");
      picture(join(root, `${image}.jpg`));
      return `${image} ${classNames[label]!}\n`;
    });
    const file = part === "validation" ? "val" : part;
    write(join(place, `images_variant_${file}.txt`), lines.join(""));
  }
}

function makeFolders(
  { place, root, classNames, labels, picture }: Made,
  layout: "imagenet" | "synsets" | "numbers",
): void {
  const synset = (label: number): string => `n${String(label).padStart(8, "0")}`;
  const lines = classNames.map((className, label) => `${synset(label)} ${className}\n`);
  write(join(place, "classnames.txt"), lines.join(""));
  const parts = layout === "imagenet" ? (["train", "test"] as const) : (["test"] as const);
  for (const part of parts) {
    const top = layout !== "imagenet" ? "" : part === "train" ? "train" : "val";
    const folder = (label: number): string =>
      join(root, top, layout === "numbers" ? String(label) : synset(label));
    classNames.forEach((_, label) => mkdirSync(folder(label), { recursive: true }));
    labels[part].forEach((label, index) => picture(join(folder(label), `${index}.jpg`)));
  }
}

/** Nouns as class names: each once, of one or two words. */
function nouns(count: number): readonly string[] {
  const all = wordnetNouns().filter((noun) => /^[a-z]{3,12}([ _][a-z]{3,12})?$/.test(noun));
  const step = Math.floor(all.length / count);
  return Array.from({ length: count }, (_, i) => all[i * step]!.replaceAll("_", " "));
}
