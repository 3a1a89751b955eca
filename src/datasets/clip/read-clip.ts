import { basename, join } from "node:path";
import { requireFiles, requirePath } from "../checked-items";
import type { ImageDataset, Item } from "../image-dataset";
import { readSplit } from "../formats/split-zhou";
import { clipDataset, type Layout } from "./catalog";
import { partNote } from "./check-counts";
import { readAircraft } from "./read-aircraft";
import {
  readImageNet,
  readNumbers,
  readSynsets,
  type DatasetSource,
} from "./read-imagenet";

const READERS: Readonly<Record<Layout, (source: DatasetSource) => ImageDataset>> = {
  split: readWithSplit,
  aircraft: readAircraft,
  imagenet: readImageNet,
  synsets: readSynsets,
  numbers: readNumbers,
};

/**
 * Reads one of the data sets of the catalog from the layout that CoOp's DATASETS.md describes; every
 * listed image is there, none is listed twice. Other counts than the published ones are noted; `checkCounts` refuses
 * them.
 * @param name a name of `CLIP_DATASETS`
 * @param dataRoot folder of all data sets, CoOp's `$DATA`
 * @throws PromptcalError naming what is missing or malformed, where, and how to get it
 */
export function readClipDataset(name: string, dataRoot: string): ImageDataset {
  const source = clipFolders(name, dataRoot);
  const dataset = READERS[source.entry.layout](source);
  const note = partNote(dataset);
  return note === undefined
    ? dataset
    : { ...dataset, notes: [...(dataset.notes ?? []), note] };
}

/**
 * Where a data set of the catalog lies; nothing is read.
 * @throws PromptcalError naming the folder that is missing, and how to get it
 */
export function clipFolders(name: string, dataRoot: string): DatasetSource {
  const entry = clipDataset(name);
  const fix = `get it with: npx promptcal data get ${name}`;
  const folder = requirePath(`data set ${name}`, join(dataRoot, entry.folder), fix);
  const root = requirePath(`images of ${name}`, join(folder, entry.images), fix);
  return { entry, folder, root, fix };
}

function readWithSplit({ entry, folder, root, fix }: DatasetSource): ImageDataset {
  const file = join(folder, entry.split!);
  requirePath(`split of ${entry.name}`, file, fix);
  const split = readSplit(file, root);
  const renamed = (className: string): string => entry.rename?.[className] ?? className;
  const items = (list: readonly Item[]): Item[] =>
    list.map((item) => ({ ...item, className: renamed(item.className) }));
  return requireFiles(
    {
      name: entry.name,
      root,
      classNames: split.classNames.map(renamed),
      train: items(split.train),
      validation: items(split.validation),
      test: items(split.test),
    },
    `${fix}, or repair ${basename(file)}`,
  );
}
