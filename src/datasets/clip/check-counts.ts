import { mismatch } from "../../errors/promptcal-error";
import type { ImageDataset } from "../image-dataset";
import { clipDataset, type Counts } from "./catalog";

/** Classes and images per part. */
export function countsOf({ classNames, train, validation, test }: ImageDataset): Counts {
  return {
    classes: classNames.length,
    train: train.length,
    validation: validation.length,
    test: test.length,
  };
}

/**
 * Compares a data set of the catalog with the published numbers of classes and images.
 * @throws PromptcalError naming all that differ
 */
export function checkCounts(dataset: ImageDataset): ImageDataset {
  const published = clipDataset(dataset.name).counts;
  const got = countsOf(dataset);
  const wrong = (Object.keys(published) as (keyof Counts)[]).filter(
    (part) => published[part] !== got[part],
  );
  if (wrong.length === 0) return dataset;
  const listed = (counts: Counts): string =>
    wrong.map((part) => `${counts[part]} ${part}`).join(", ");
  throw mismatch({
    what: `data set ${dataset.name}`,
    expected: `${listed(published)} (as published)`,
    got: listed(got),
    where: dataset.root,
    fix: `remove the folder and get it again with: npx promptcal data get ${dataset.name}`,
  });
}

/**
 * `400 of the published 27,000 images`, and the same of classes, where a data set is not whole; undefined where it is.
 * A part of a data set may be enough for a trial, so it is reported and not refused.
 */
export function partNote(dataset: ImageDataset): string | undefined {
  const published = clipDataset(dataset.name).counts;
  const got = countsOf(dataset);
  const images = ({ train, validation, test }: Counts): number => train + validation + test;
  const parts = [
    ...(images(got) === images(published)
      ? []
      : [share(images(got), images(published), "images")]),
    ...(got.classes === published.classes
      ? []
      : [share(got.classes, published.classes, "classes")]),
  ];
  return parts.length === 0 ? undefined : parts.join(", ");
}

function share(got: number, published: number, what: string): string {
  const formatted = (count: number): string => count.toLocaleString("en-US");
  return `${formatted(got)} of the published ${formatted(published)} ${what}`;
}
