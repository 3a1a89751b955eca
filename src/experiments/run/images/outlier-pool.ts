import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { splitBaseNew } from "../../../datasets/base-new";
import type { ImageDataset, Item } from "../../../datasets/image-dataset";
import { imageTree } from "../../../datasets/formats/image-tree";
import { promptName } from "../../../encoders/prompts/prompt-templates";
import { canonicalHash } from "../../../files/json/canonical-json";
import { mismatch, oneOf } from "../../../errors/promptcal-error";
import { sampleWithoutReplacement, seededRandom } from "../../../random/random";
import type { RunOutlierImages } from "../../spec/outlier-image-options";
import { datasetReader } from "../../suites/dataset-formats";
import { hashDataset, type HashedDataset } from "../../suites/hashed-dataset";
import { loadedDataset } from "../../suites/loaded-suite";
import { remembered } from "../../suites/remembered";
import type { Suite } from "../../suites/suite-definition";

/** Images that outliers are chosen from: all in the train part, by absolute paths. */
export interface OutlierPool extends HashedDataset {
  /**
   * Where the images come from, before some were left out: encoded source by source, a cache serves every
   * data set of a suite.
   */
  readonly sources: readonly HashedDataset[];
  /** Of the images of all sources, one after the other, those of the pool. */
  readonly kept: Int32Array;
  /** Images left out, by reason. */
  readonly removed: Readonly<Record<string, number>>;
}

const pools = new Map<string, Promise<OutlierPool>>();

/**
 * The images that outliers of a data set are chosen from; read once per process. No image of
 * it is one of the data set's, and none is of a class whose name is one of its base or new classes: of
 * words, the paper leaves new classes in, but an image of a new class would be a test image's like. For the
 * choice `oracle` the pool is just what else is forbidden, the training images of the new classes.
 * @throws PromptcalError for an unknown source, or one that leaves no image
 */
export function outlierPool(
  suite: Suite,
  dataset: string,
  options: Omit<RunOutlierImages, "candidates">,
): Promise<OutlierPool> {
  const { source, pool: limit, choice } = options;
  const oracle = choice === "oracle";
  const key = JSON.stringify([suite.name, dataset, source, limit, oracle]);
  return remembered(pools, key, () =>
    oracle ? newClassPool(suite, dataset) : poolOf(suite, dataset, options),
  );
}

async function newClassPool(suite: Suite, dataset: string): Promise<OutlierPool> {
  const { dataset: own } = await loadedDataset(suite, dataset);
  const { train, root } = splitBaseNew(own).new;
  return joinedPool(
    [await hashDataset(sourceDataset(placed(train, root)))],
    () => undefined,
  );
}

async function poolOf(
  suite: Suite,
  dataset: string,
  options: Omit<RunOutlierImages, "candidates">,
): Promise<OutlierPool> {
  const { dataset: own, imageHashes } = await loadedDataset(suite, dataset);
  const classes = new Set(own.classNames.map(comparable));
  const contents = new Set(imageHashes.values());
  const lists = await sourceItems(suite, dataset, options);
  const max = Math.ceil(options.pool / lists.length);
  const sources: HashedDataset[] = [];
  for (const items of lists) {
    // One stream for all lists, so that a source gives the same images to every data set.
    const random = seededRandom("outlier pool");
    const indices = sampleWithoutReplacement(items.length, max, random).sort();
    sources.push(await hashDataset(sourceDataset(Array.from(indices, (at) => items[at]!))));
  }
  return joinedPool(sources, ({ className }, hash) => {
    if (classes.has(comparable(className))) return "className";
    return contents.has(hash) ? "sameImage" : undefined;
  });
}

/** Images by source, in a fixed order, with absolute paths. */
async function sourceItems(
  suite: Suite,
  dataset: string,
  { source, regulariser }: Pick<RunOutlierImages, "source" | "regulariser">,
): Promise<readonly (readonly Item[])[]> {
  const { names, format, root } = suite.datasets;
  if (source === null) {
    const others = names.filter((name) => name !== dataset);
    // Each of these is drawn from by all other data sets, also of the suite's variants.
    return Promise.all(
      others.map((name) =>
        remembered(trainLists, JSON.stringify([format, root, name]), () =>
          trainItems(suite, name),
        ),
      ),
    );
  }
  if (source === dataset) {
    throw mismatch({
      what: `option ${regulariser}.source`,
      expected: "other images than those of the data set itself",
      got: source,
      fix: "name another data set of the suite, or a folder of images",
    });
  }
  if (names.includes(source)) return [await trainItems(suite, source)];
  if (!existsSync(source)) oneOf(source, names, `data set or folder ${regulariser}.source`);
  return [placed(imageTree(resolve(source)), resolve(source))];
}

const trainLists = new Map<string, Promise<readonly Item[]>>();

async function trainItems(
  { datasets: { format, root } }: Suite,
  name: string,
): Promise<readonly Item[]> {
  const read = await datasetReader(format).read(name, root);
  return placed(read.train, read.root);
}

function placed(items: readonly Item[], root: string): readonly Item[] {
  return items.map((item) => ({ ...item, label: 0, path: join(root, item.path) }));
}

/** @param reason why an image is left out; undefined where it stays */
function joinedPool(
  sources: readonly HashedDataset[],
  reason: (item: Item, hash: string) => string | undefined,
): OutlierPool {
  const items = sources.flatMap(({ dataset }) => dataset.train);
  const imageHashes = new Map(sources.flatMap((source) => [...source.imageHashes]));
  const removed: Record<string, number> = {};
  const kept = items.flatMap((item, at) => {
    const why = reason(item, imageHashes.get(item.path)!);
    if (why === undefined) return [at];
    removed[why] = (removed[why] ?? 0) + 1;
    return [];
  });
  if (kept.length === 0) {
    throw mismatch({
      what: "outlier images",
      expected: "at least one that is not of the data set or its classes",
      got: `none of ${items.length}`,
    });
  }
  const train = kept.map((at) => items[at]!);
  return {
    dataset: sourceDataset(train),
    imageHashes,
    // Of the contents alone: where the files lie is not what a run depends on.
    hash: canonicalHash(train.map(({ path }) => imageHashes.get(path)!)),
    sources,
    kept: Int32Array.from(kept),
    removed,
  };
}

function sourceDataset(train: readonly Item[]): ImageDataset {
  return { name: "outliers", root: "", classNames: [], train, validation: [], test: [] };
}

function comparable(name: string): string {
  return promptName(name).toLowerCase().trim();
}
