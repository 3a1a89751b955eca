import { PromptcalError } from "../errors/promptcal-error";
import { PythonRandom } from "../random/python-random";
import type { ImageDataset, Item } from "./image-dataset";

/** Items for tuning and for choosing among tuned models. */
export interface FewShots {
  readonly train: readonly Item[];
  readonly validation: readonly Item[];
}

/** Validation items per class, at most. */
const VALIDATION_SHOTS = 4;

/**
 * The few shots that CoOp and the code bases built on it (Dassl) draw: of every class, base and new,
 * in order of first occurrence in the training part, `random.sample(items, shots)` of one Python
 * stream, or all where there are fewer; then min(shots, 4) of each class of the validation part with
 * the same stream going on. Base classes are picked afterwards, so draw from the whole data set.
 *
 * Read in CoOp's and Dassl's code: all of the above. Inferred: nothing else takes from the stream
 * between `random.seed(seed)` and the draw (true where the published split file is there; without it CoOp
 * shuffles first), and the cache `split_fewshot/shot_16-seed_1.pkl`, which CoOp prefers where it
 * exists, was made in the same way. ImageNet's training folders are not read in sorted order by CoOp but
 * in that of the file system, so its shots equal theirs only where the two orders agree.
 * @param shots items per class, at least 1
 * @param seed CoOp's `--seed`; the paper's runs use 1, 2, 3
 * @example
 * const train = [0, 1, 2, 3].map((i) => ({ path: `${i}.png`, label: 0, className: "cat" }));
 * const cats = { name: "cats", root: ".", classNames: ["cat"], train, validation: [], test: [] };
 * // As Python's random.seed(1); random.sample(range(4), 2).
 * coopFewShot(cats, 2, 1).train.map(({ path }) => path); // => ["1.png", "2.png"]
 */
export function coopFewShot(dataset: ImageDataset, shots: number, seed: number): FewShots {
  if (!Number.isInteger(shots) || shots < 1) {
    throw new PromptcalError(`shots: expected a whole number of at least 1, got ${shots}`);
  }
  const python = new PythonRandom(seed);
  const train = fewShots(dataset.train, shots, python);
  return {
    train,
    validation: fewShots(dataset.validation, Math.min(shots, VALIDATION_SHOTS), python),
  };
}

function fewShots(items: readonly Item[], shots: number, python: PythonRandom): Item[] {
  // A Map keeps the order of first occurrence, as a dict does.
  const byLabel = new Map<number, Item[]>();
  for (const item of items) {
    const known = byLabel.get(item.label);
    if (known === undefined) byLabel.set(item.label, [item]);
    else known.push(item);
  }
  return [...byLabel.values()].flatMap((own) =>
    own.length >= shots ? python.sample(own, shots) : own,
  );
}
