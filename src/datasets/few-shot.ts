import { PromptcalError } from "../errors/promptcal-error";
import { sampleWithoutReplacement, type Random } from "../random/random";
import type { Item } from "./image-dataset";

/**
 * Draws up to `shots` items of each class, without replacement; classes with fewer give all.
 * @param shots items per class, at least 1
 * @returns items by rising label, within a class in the order of `items`
 */
export function fewShot(items: readonly Item[], shots: number, random: Random): Item[] {
  if (!Number.isInteger(shots) || shots < 1) {
    throw new PromptcalError(`shots: expected a whole number of at least 1, got ${shots}`);
  }
  const byLabel = new Map<number, Item[]>();
  for (const item of items) {
    const known = byLabel.get(item.label);
    if (known === undefined) byLabel.set(item.label, [item]);
    else known.push(item);
  }
  return [...byLabel.keys()]
    .sort((a, b) => a - b)
    .flatMap((label) => {
      const own = byLabel.get(label)!;
      const indices = sampleWithoutReplacement(own.length, shots, random);
      return [...indices].sort((a, b) => a - b).map((at) => own[at]!);
    });
}
