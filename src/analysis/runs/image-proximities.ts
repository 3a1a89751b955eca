import { splitBaseNew } from "../../datasets/base-new";
import type { Item } from "../../datasets/image-dataset";
import { proximity } from "../../metrics/features/proximity";
import { encodeImages } from "../../experiments/run/images/encode";
import { loadedDataset, loadedModel } from "../../experiments/suites/loaded-suite";
import type { ClassSet } from "../../experiments/run/predictions";
import type { Suite } from "../../experiments/suites/suite-definition";

/** Validation images per base class, as in the paper's lab. */
const PER_CLASS = 4;

/** Nearest known images. */
const NEIGHBOURS = 5;

/** Proximities of test images, shape [n] per class set. */
export type Proximities = Readonly<Record<ClassSet, Float64Array>>;

/**
 * Proximity of each test image to the base classes' validation images in the frozen image tower, for
 * PIECE: exp(-mean distance to the 5 nearest), of unit features. The first four validation images of each
 * class are the known ones; the paper's lab draws its four.
 * @returns shape [n] per class set
 */
export async function imageProximities(
  suite: Suite,
  dataset: string,
): Promise<Proximities> {
  const model = await loadedModel(suite);
  const data = await loadedDataset(suite, dataset);
  const { base, new: novel } = splitBaseNew(data.dataset);
  const encode = (items: readonly Item[]): Promise<Float32Array> =>
    encodeImages(model, data, items);
  const known = await encode(firstOfEach(base.validation, PER_CLASS));
  const near = async (items: readonly Item[]): Promise<Float64Array> =>
    proximity(await encode(items), known, model.architecture.embed_dim, {
      neighbours: NEIGHBOURS,
    });
  return { base: await near(base.test), new: await near(novel.test) };
}

/** Proximities of the test images of some data sets of a suite. */
export async function proximitiesOf(
  suite: Suite,
  datasets: readonly string[],
): Promise<ReadonlyMap<string, Proximities>> {
  const out = new Map<string, Proximities>();
  for (const name of datasets) out.set(name, await imageProximities(suite, name));
  return out;
}

function firstOfEach(items: readonly Item[], count: number): readonly Item[] {
  const seen = new Map<number, number>();
  return items.filter(({ label }) => {
    const before = seen.get(label) ?? 0;
    seen.set(label, before + 1);
    return before < count;
  });
}
