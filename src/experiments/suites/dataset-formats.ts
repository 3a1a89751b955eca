import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { requireBaseNew } from "../../datasets/base-new";
import { NamesOnDisk } from "../../datasets/formats/names-on-disk";
import type { IconCollection } from "../../datasets/icons/icon-collection";
import type { ImageDataset } from "../../datasets/image-dataset";
import { PromptcalError } from "../../errors/promptcal-error";
import { SystemFailure } from "../../files/system-error";
import type { DatasetReader } from "./dataset-reader";
import { readerUnderShifts, SHIFTED } from "./shifted-tests";

const clipReader = () =>
  require("../../datasets/clip/read-clip") as typeof import("../../datasets/clip/read-clip");
const iconsReader = () =>
  require("../../datasets/icons/load-icons") as typeof import("../../datasets/icons/load-icons");
const worldReader = () =>
  require("../../datasets/icons/load-world") as typeof import("../../datasets/icons/load-world");
const collectionReader = () =>
  require("../../datasets/icons/icon-collection") as typeof import("../../datasets/icons/icon-collection");
const shiftedIcons = () =>
  require("../../datasets/icons/shifted-icons") as typeof import("../../datasets/icons/shifted-icons");

/** Bundled icons, rendered from npm packages; every file has a known hash. */
function iconFormat(collection: () => IconCollection): DatasetReader {
  const read = (name: string): Promise<ImageDataset> =>
    collectionReader().loadFromCollection(collection(), name, "downstream");
  const folderOfData = (name: string): string =>
    collectionReader().datasetFolder(collection(), "downstream", name);
  return {
    read,
    isUnmade: (name) => !existsSync(folderOfData(name)),
    shifts: () => shiftedIcons().ICON_SHIFTS,
    readShift: (name, shift) => shiftedIcons().loadShiftedIcons(collection(), name, shift),
    build: async (name) => {
      try {
        return await read(name);
      } catch (error) {
        if (!(error instanceof PromptcalError) || error instanceof SystemFailure)
          throw error;
        rmSync(folderOfData(name), { recursive: true, force: true });
        return read(name);
      }
    },
  };
}

const icons = iconFormat(() => iconsReader().nounCollection);
const world = iconFormat(() => worldReader().worldCollection);

/** A data set's folder; macOS spells an accent with other characters than a suite file does. */
function folderOfDataset(name: string, root: string): string {
  return join(root, new NamesOnDisk(root).find(name) ?? name);
}

/** CoOp's layout: `<root>/<name>/split_zhou_<name>.json` and `<root>/<name>/images/`. */
const folder: DatasetReader = {
  folderOf: folderOfDataset,
  read: async (name, root) => {
    const { readSplitFolder } =
      require("../../datasets/formats/split-folder") as typeof import("../../datasets/formats/split-folder");
    return readSplitFolder(folderOfDataset(name, root), name);
  },
};

/** The data sets of the CLIP literature in their published layouts; `<root>` is CoOp's `$DATA`. */
const clip: DatasetReader = {
  folderOf: (name, root) => clipReader().clipFolders(name, root).folder,
  read: async (name, root) => clipReader().readClipDataset(name, root),
  requirePresent: (name, root) => void clipReader().clipFolders(name, root),
  shifts: (name) => (name === "imagenet" ? IMAGENET_SHIFTS : []),
  readShift: async (_, shift, root) => clipReader().readClipDataset(shift, root),
};

/** The four test sets of the literature, of ImageNet's classes. */
const IMAGENET_SHIFTS = ["imagenetv2", "imagenet_sketch", "imagenet_a", "imagenet_r"];

/** Class folders below `<root>/<name>`, with or without parts. */
const imageFolder: DatasetReader = {
  folderOf: folderOfDataset,
  read: async (name, root) => {
    const { readImageFolder } =
      require("../../datasets/formats/image-folder") as typeof import("../../datasets/formats/image-folder");
    return readImageFolder(folderOfDataset(name, root), name);
  },
};

/** A table of paths and labels, `<root>/<name>/labels.csv`. */
const csv: DatasetReader = {
  read: async (name, root) => {
    const { readCsvDataset } =
      require("../../datasets/formats/csv-dataset") as typeof import("../../datasets/formats/csv-dataset");
    return readCsvDataset(join(folderOfDataset(name, root), "labels.csv"), name);
  },
};

/** Hugging Face's parquet files, `<root>/<name>/{,data/}train-*.parquet`. */
const parquet: DatasetReader = {
  read: async (name, root) => {
    const { readParquetDataset } =
      require("../../datasets/formats/parquet-dataset") as typeof import("../../datasets/formats/parquet-dataset");
    return readParquetDataset(folderOfDataset(name, root), name);
  },
};

/** The formats by the names that suite files use; the code of one is loaded when it first reads. */
export const DATASET_FORMATS = {
  icons,
  world,
  folder,
  clip,
  "image-folder": imageFolder,
  csv,
  parquet,
} as const;
export type PlainFormat = keyof typeof DATASET_FORMATS;
export type DatasetFormat = PlainFormat | `${PlainFormat}${typeof SHIFTED}`;

/** The reader of a format; it refuses data sets that are too small to be cut into base and new classes. */
export function datasetReader(format: DatasetFormat): DatasetReader {
  if (!format.endsWith(SHIFTED))
    return checkedReader(DATASET_FORMATS[format as PlainFormat]);
  const plain = format.slice(0, -SHIFTED.length) as PlainFormat;
  return readerUnderShifts(checkedReader(DATASET_FORMATS[plain]));
}

function checkedReader(reader: DatasetReader): DatasetReader {
  return {
    ...reader,
    read: async (name, root) => requireBaseNew(await reader.read(name, root)),
  };
}
