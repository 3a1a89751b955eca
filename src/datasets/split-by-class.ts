import { seededRandom, shuffled } from "../random/random";
import type { Parts } from "./checked-items";
import type { Item } from "./image-dataset";

/**
 * Splits items that come without parts as CoOp does: of each class half to training, a fifth to
 * validation, the rest to test. The draw depends only on the names of data set and class.
 */
export function splitByClass(items: readonly Item[], name: string): Parts {
  const parts = { train: [] as Item[], validation: [] as Item[], test: [] as Item[] };
  for (const label of [...new Set(items.map((item) => item.label))].sort((a, b) => a - b)) {
    const own = items.filter((item) => item.label === label);
    const random = seededRandom("split", name, own[0]!.className);
    const mixed = shuffled(own, random);
    const train = Math.round(0.5 * own.length);
    const validation = Math.round(0.2 * own.length);
    parts.train.push(...mixed.slice(0, train));
    parts.validation.push(...mixed.slice(train, train + validation));
    parts.test.push(...mixed.slice(train + validation));
  }
  return parts;
}
