/** The three parts of a split. */
export type Part = "train" | "validation" | "test";

/** How many items of a class the test and validation parts should get at most. */
export interface PartSizes {
  readonly test: number;
  readonly validation: number;
}

/**
 * Sizes for a class of n items. Base classes: 40 % of them, at most 20, to test; of the rest a
 * fifth, at most 4, to validation (CoOp's rule: min(shots, 4)). New classes, which nothing is
 * trained on: up to 40 to test.
 */
export function partSizes(n: number, isNew: boolean): PartSizes {
  if (isNew) return { test: Math.min(40, n), validation: 0 };
  const test = Math.min(20, Math.floor(0.4 * n));
  return { test, validation: Math.min(4, Math.floor((n - test) / 5)) };
}

/**
 * Spreads groups over the parts, none over two: to test and validation while it fits, else to train.
 * @param sizes items of each group, in the order to place them
 * @returns the part of each group
 */
export function splitGroups(
  sizes: readonly number[],
  { test, validation }: PartSizes,
): readonly Part[] {
  return fillParts(sizes, { test, validation }, "train");
}

/**
 * Spreads groups over the parts, none over two: each goes to the first part in which it fits, else to the
 * rest. A class that would have nothing in the first part gives its smallest group, if it has another.
 * @param sizes items of each group, in the order to place them
 * @param requested items that the parts should get at most, in the order in which they are filled
 * @returns the part of each group
 */
export function fillParts(
  sizes: readonly number[],
  requested: Readonly<Partial<Record<Part, number>>>,
  rest: Part,
): readonly Part[] {
  const left = Object.entries(requested) as [Part, number][];
  const first = left[0]![0];
  const parts = sizes.map((size): Part => {
    const target = left.find(([, room]) => size <= room);
    if (target === undefined) return rest;
    target[1] -= size;
    return target[0];
  });
  if (!parts.includes(first) && sizes.length > 1) {
    parts[sizes.indexOf(Math.min(...sizes))] = first;
  }
  return parts;
}
