import { rmSync } from "node:fs";
import { join } from "node:path";
import { readClipDataset } from "../datasets/clip/read-clip";
import { readCsvDataset } from "../datasets/csv-dataset";
import { domainFolder, loadIcons } from "../datasets/icons/load-icons";
import { ICON_SHIFTS, loadShiftedIcons } from "../datasets/icons/shifted-icons";
import { readImageFolder } from "../datasets/image-folder";
import type { ImageDataset } from "../datasets/image-dataset";
import { readParquetDataset } from "../datasets/parquet-dataset";
import { readSplit } from "../datasets/split-zhou";
import { PromptcalError } from "../numeric/errors";

/** One way in which data sets lie on disk. */
export interface DatasetReader {
  /** Reads a data set of a suite; `root` is the suite's data folder. */
  read(name: string, root: string): Promise<ImageDataset>;
  /** Makes a data set that is missing or damaged anew, where the format can. */
  build?(name: string, root: string): Promise<ImageDataset>;
  /** Covariate shifts of a data set: other test images of its classes, by name; none by default. */
  shifts?(name: string): readonly string[];
  /** Reads one of them; everything is test. */
  readShift?(name: string, shift: string, root: string): Promise<ImageDataset>;
}

/** The bundled icons, rendered from npm packages; every file has a known hash. */
const icons: DatasetReader = {
  read: (name) => loadIcons(name),
  shifts: () => ICON_SHIFTS,
  readShift: (name, shift) => loadShiftedIcons(name, shift),
  build: async (name) => {
    try {
      return await loadIcons(name);
    } catch (error) {
      if (!(error instanceof PromptcalError)) throw error;
      rmSync(domainFolder("downstream", name), { recursive: true, force: true });
      return loadIcons(name);
    }
  },
};

/** CoOp's layout: `<root>/<name>/split_zhou_<name>.json` and `<root>/<name>/images/`. */
const folder: DatasetReader = {
  read: async (name, root) =>
    readSplit(join(root, name, `split_zhou_${name}.json`), join(root, name, "images")),
};

/** The data sets of the CLIP literature in their published layouts; `<root>` is CoOp's `$DATA`. */
const clip: DatasetReader = {
  read: async (name, root) => readClipDataset(name, root),
  shifts: (name) => (name === "imagenet" ? IMAGENET_SHIFTS : []),
  readShift: async (_, shift, root) => readClipDataset(shift, root),
};

/** The four test sets of the literature, of ImageNet's classes. */
const IMAGENET_SHIFTS = ["imagenetv2", "imagenet_sketch", "imagenet_a", "imagenet_r"];

/** Class folders below `<root>/<name>`, with or without parts. */
const imageFolder: DatasetReader = {
  read: async (name, root) => readImageFolder(join(root, name), name),
};

/** A table of paths and labels, `<root>/<name>/labels.csv`. */
const csv: DatasetReader = {
  read: async (name, root) => readCsvDataset(join(root, name, "labels.csv"), name),
};

/** Hugging Face's parquet files, `<root>/<name>/{,data/}train-*.parquet`. */
const parquet: DatasetReader = {
  read: (name, root) => readParquetDataset(join(root, name), name),
};

/** The formats by the names that suite files use. */
export const DATASET_FORMATS = {
  icons,
  folder,
  clip,
  "image-folder": imageFolder,
  csv,
  parquet,
} as const;
export type DatasetFormat = keyof typeof DATASET_FORMATS;

/** The reader of a format. */
export function datasetReader(format: DatasetFormat): DatasetReader {
  return DATASET_FORMATS[format];
}
