import { fillParts, type Part } from "./split-groups";

/** Shots that a class should have. */
const SHOTS = 16;
/** Most images of a class to train on: with more than `SHOTS`, seeds draw different shots. */
const MAX_TRAIN = 20;
/** CoOp's number of validation images. */
const MAX_VALIDATION = 4;
/** What a class needs to be in a data set. */
const MIN_ICONS = 10;
const MIN_TRAIN = 4;
const MIN_TEST = 2;

/**
 * Sizes of a base class of n images: shots first, then everything to test. To train go 60 % of them, at most
 * 16, or a quarter, at most 20, whichever is more; to validation a fifth of the rest, at most 4.
 */
export function shotsFirst(n: number): { train: number; validation: number } {
  const train = Math.max(
    Math.min(SHOTS, Math.floor(0.6 * n)),
    Math.min(MAX_TRAIN, Math.floor(n / 4)),
  );
  return { train, validation: Math.min(MAX_VALIDATION, Math.floor((n - train) / 5)) };
}

/** A drawing group of a class, as far as its place is concerned. */
export interface GroupFacts {
  /** Number of its icons. */
  readonly size: number;
  /** True where another data set tests one of them: this one may only train on the group. */
  readonly elsewhere: boolean;
}

/**
 * Parts of the drawing groups of a base class. Groups that another data set tests are the first to train and
 * validate on, and left out where these parts are full.
 * @param groups in the order to place them
 */
export function baseParts(groups: readonly GroupFacts[]): readonly (Part | undefined)[] {
  const order = [...groups.keys()].sort(
    (a, b) => Number(groups[b]!.elsewhere) - Number(groups[a]!.elsewhere) || a - b,
  );
  const sizes = order.map((at) => groups[at]!.size);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const placed = fillParts(sizes, shotsFirst(total), "test");
  const parts = Array<Part | undefined>(groups.length).fill(undefined);
  order.forEach((at, i) => {
    if (placed[i] !== "test" || !groups[at]!.elsewhere) parts[at] = placed[i];
  });
  return parts;
}

/** Parts of the groups of a new class: everything that no other data set tests is test. */
export function newParts(groups: readonly GroupFacts[]): readonly (Part | undefined)[] {
  return groups.map(({ elsewhere }) => (elsewhere ? undefined : "test"));
}

/**
 * Whether a class has enough drawings to be trained on and tested. Asked of new classes too, so that the order
 * of names alone says which classes are base.
 */
export function isLargeEnough(groups: readonly GroupFacts[]): boolean {
  const parts = baseParts(groups);
  const count = (part: Part): number =>
    groups.reduce((sum, { size }, at) => sum + (parts[at] === part ? size : 0), 0);
  const [train, test] = [count("train"), count("test")];
  return (
    train + count("validation") + test >= MIN_ICONS &&
    train >= MIN_TRAIN &&
    test >= MIN_TEST
  );
}
