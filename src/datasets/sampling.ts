import { seededRandom } from "../random/random";
import { splitBaseNew } from "./base-new";
import { coopFewShot } from "./coop-few-shot";
import { fewShot } from "./few-shot";
import type { ImageDataset, Item } from "./image-dataset";

/** Draws the training items of the base classes. */
type Draw = (dataset: ImageDataset, shots: number, seed: number) => readonly Item[];

/** Our own stream, over the base classes alone; items by rising label. */
const seeded: Draw = (dataset, shots, seed) =>
  fewShot(
    splitBaseNew(dataset).base.train,
    shots,
    seededRandom("few shots", dataset.name, seed),
  );

/** CoOp's stream, over all classes; then those of the base classes. */
const coop: Draw = (dataset, shots, seed) => {
  const { train, validation } = coopFewShot(dataset, shots, seed);
  return splitBaseNew({ ...dataset, train, validation }).base.train;
};

/** Ways to draw few shots, by their names in suite files. */
export const SAMPLINGS = { seeded, coop } as const;
export type Sampling = keyof typeof SAMPLINGS;
