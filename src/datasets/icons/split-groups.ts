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
 * Spreads groups over the parts, none over two: each goes to test while it fits, else to
 * validation while it fits, else to train. A class that would have no test items gives its smallest
 * group, if it has another.
 * @param sizes items of each group, in the order to place them
 * @returns the part of each group
 */
export function splitGroups(sizes: readonly number[], wanted: PartSizes): readonly Part[] {
  const left = { ...wanted };
  const parts = sizes.map((size): Part => {
    for (const part of ["test", "validation"] as const) {
      if (size > left[part]) continue;
      left[part] -= size;
      return part;
    }
    return "train";
  });
  if (!parts.includes("test") && sizes.length > 1) {
    parts[sizes.indexOf(Math.min(...sizes))] = "test";
  }
  return parts;
}
