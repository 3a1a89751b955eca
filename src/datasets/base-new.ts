import type { ImageDataset, Item } from "./image-dataset";

/** A data set cut in two by classes. */
export interface BaseNew {
  readonly base: ImageDataset;
  readonly new: ImageDataset;
}

/**
 * Base-to-new split (Zhou et al. 2022, CoCoOp): the first ceil(n / 2) labels are base, the rest
 * new; labels of both start at 0.
 */
export function splitBaseNew(dataset: ImageDataset): BaseNew {
  const middle = Math.ceil(dataset.classNames.length / 2);
  return {
    base: classRange(dataset, 0, middle),
    new: classRange(dataset, middle, dataset.classNames.length),
  };
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
