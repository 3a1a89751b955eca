import type { Parts } from "./checked-items";
import { splitByClass } from "./split-by-class";

/**
 * Parts to train and test on: a single part is split as CoOp does, and without a test part validation is the test.
 * @param name of the data set, which the split is drawn by
 */
export function completedParts(parts: Parts, name: string): Parts {
  const { train, validation, test } = parts;
  const filled = [train, validation, test].filter(({ length }) => length > 0);
  if (filled.length === 1) return splitByClass(filled[0]!, name);
  return test.length > 0 ? parts : { train, validation: [], test: validation };
}
