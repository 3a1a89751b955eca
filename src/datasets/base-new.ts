import { mismatch } from "../errors/promptcal-error";
import type { ImageDataset, Item } from "./image-dataset";

/** A data set cut in two by classes. */
export interface BaseNew {
  readonly base: ImageDataset;
  readonly new: ImageDataset;
}

/**
 * Base-to-new class sets (Zhou et al. 2022, CoCoOp): the first ceil(n / 2) labels are base, the rest
 * new; labels of both start at 0.
 * @example
 * const classNames = ["apple", "banana", "cherry"];
 * const test = classNames.map((className, label) => ({ path: `${className}.png`, label, className }));
 * const fruit = { name: "fruit", root: "images", classNames, train: [], validation: [], test };
 * const halves = splitBaseNew(fruit);
 * halves.base.classNames; // => ["apple", "banana"]
 * halves.new.test; // => [{ path: "cherry.png", label: 0, className: "cherry" }]
 */
export function splitBaseNew(dataset: ImageDataset): BaseNew {
  const middle = Math.ceil(dataset.classNames.length / 2);
  return {
    base: classRange(dataset, 0, middle),
    new: classRange(dataset, middle, dataset.classNames.length),
  };
}

/** Fewest classes of a data set: half are base, half new, and one class alone cannot be mistaken. */
export const MIN_CLASSES = 4;

/**
 * Refuses a data set that cannot be cut into two base and two new classes.
 * @returns the data set
 * @throws PromptcalError naming the data set, its classes and the reason
 */
export function requireBaseNew(dataset: ImageDataset): ImageDataset {
  const { name, root, classNames } = dataset;
  if (classNames.length >= MIN_CLASSES) return dataset;
  throw mismatch({
    what: `data set ${name}`,
    expected: `at least ${MIN_CLASSES} classes (half of the classes is base, half new, and each half needs two)`,
    got: `${classNames.length}: ${classNames.join(", ")}`,
    where: root,
    fix: "add classes, or divide these into finer ones",
  });
}

function classRange(dataset: ImageDataset, from: number, to: number): ImageDataset {
  const kept = (items: readonly Item[]): Item[] =>
    items
      .filter(({ label }) => label >= from && label < to)
      .map((item) => ({ ...item, label: item.label - from }));
  return {
    name: dataset.name,
    root: dataset.root,
    classNames: dataset.classNames.slice(from, to),
    train: kept(dataset.train),
    validation: kept(dataset.validation),
    test: kept(dataset.test),
  };
}
