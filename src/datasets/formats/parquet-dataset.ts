import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { mismatch } from "../../errors/promptcal-error";
import { writeFolderAtomic } from "../../files/atomic-folder";
import { checked } from "../../files/json/checked";
import { canonicalHash } from "../../files/json/canonical-json";
import { folderOf } from "../../files/folders";
import { sha256File } from "../../files/hash";
import { readJson } from "../../files/json/parse-json";
import { TEXTS } from "../../files/json/schema";
import { requirePath, type Parts } from "../checked-items";
import { byName } from "./class-folders";
import { completedParts } from "../completed-parts";
import type { ImageDataset, Item } from "../image-dataset";
import { parquetFeatures, type ParquetFeatures } from "./parquet-features";
import { parquetFiles, type ParquetFile } from "./parquet-files";
import { isHiddenLabel, labelledClass } from "./parquet-labels";
import { withParquet, type ParquetRow } from "../../files/tables/parquet-table";
import { readSplit, splitJson } from "./split-zhou";

/** Folder that images of parquet files are unpacked to, ignored by git. */
const unpackedFolder = (): string => join(folderOf("cache"), "parquet");

/** Raised when the same files would be unpacked otherwise. */
const FORMAT = 2;

/**
 * A data set of Hugging Face's layout (`parquetFiles`): images embedded as bytes, labels with names. The images are
 * unpacked once into a cache, by the files' SHA-256, so that everything downstream sees plain image files. A single
 * part is split as CoOp does (`splitByClass`). Without test labels (all -1 or null, as competitions hide them)
 * the test part is left out; with training and validation alone, validation is the test.
 * @param name of the data set; by default the folder's
 * @param cache folder of unpacked data sets; `data/cache/parquet` by default
 * @returns its notes say whether a part was left out
 * @throws PromptcalError naming file and row for images without bytes and labels without names
 */
export async function readParquetDataset(
  folder: string,
  name = basename(folder),
  cache = unpackedFolder(),
): Promise<ImageDataset> {
  requirePath(`data set ${name}`, folder, "put its parquet files there");
  const files = parquetFiles(folder, name);
  const hashes: [string, string][] = [];
  for (const { path } of files)
    hashes.push([relative(folder, path), await sha256File(path)]);
  const key = canonicalHash({ format: FORMAT, hashes }).slice(0, 16);
  const unpacked = join(cache, `${name}-${key}`);
  const { path: first } = files[0]!;
  const features = await withParquet(first, async ({ metadata }) =>
    parquetFeatures(metadata, first),
  );
  if (!existsSync(unpacked)) await unpack(name, files, features, unpacked);
  const images = join(unpacked, "images");
  const dataset = readSplit(splitFile(unpacked), images, features.classNames);
  const notes = checked(
    TEXTS,
    readJson(notesFile(unpacked), "notes"),
    "notes",
    notesFile(unpacked),
  );
  return notes.length === 0 ? { ...dataset, name } : { ...dataset, name, notes };
}

function splitFile(folder: string): string {
  return join(folder, "split.json");
}

function notesFile(folder: string): string {
  return join(folder, "notes.json");
}

async function unpack(
  name: string,
  files: readonly ParquetFile[],
  features: ParquetFeatures,
  folder: string,
): Promise<void> {
  await writeFolderAtomic(folder, async (temporary) => {
    const hidden = await hiddenPart(files, features);
    const items: Record<keyof Parts, Item[]> = { train: [], validation: [], test: [] };
    const used = new Set<string>();
    for (const [index, { path, part }] of files.entries()) {
      if (part === hidden) continue;
      const own = basename(path, ".parquet");
      const images = join(temporary, "images", used.has(own) ? `${index}-${own}` : own);
      used.add(own);
      mkdirSync(images, { recursive: true });
      items[part].push(...(await unpackFile(path, features, images)));
    }
    const classNames = features.classNames ?? namesOf(Object.values(items).flat());
    const labelled = (list: readonly Item[]): Item[] =>
      list.map((item) => ({ ...item, label: classNames.indexOf(item.className) }));
    const parts = completedParts(
      {
        train: labelled(items.train),
        validation: labelled(items.validation),
        test: labelled(items.test),
      },
      name,
    );
    const dataset = { name, root: join(temporary, "images"), classNames, ...parts };
    writeFileSync(splitFile(temporary), splitJson(dataset));
    writeFileSync(notesFile(temporary), JSON.stringify(notesOf(hidden, items)));
  });
}

/** The test part, where each of its labels is hidden. */
async function hiddenPart(
  files: readonly ParquetFile[],
  { label }: ParquetFeatures,
): Promise<keyof Parts | undefined> {
  const tests = files.filter(({ part }) => part === "test");
  if (tests.length === 0 || tests.length === files.length) return undefined;
  for (const { path } of tests) {
    const isHidden = await withParquet(path, async (table) => {
      for await (const row of table.rows([label])) {
        if (!isHiddenLabel(row[label])) return false;
      }
      return true;
    });
    if (!isHidden) return undefined;
  }
  return "test";
}

function notesOf(
  hidden: keyof Parts | undefined,
  { validation }: Record<keyof Parts, Item[]>,
): readonly string[] {
  if (hidden === undefined) return [];
  const instead =
    validation.length > 0 ? "validation is the test" : "the training images are split";
  return [`the labels of its test split are hidden: it is left out, ${instead}`];
}

/** Writes a file's images; labels of the items are not set yet. */
async function unpackFile(
  file: string,
  { image, label, classNames }: ParquetFeatures,
  images: string,
): Promise<Item[]> {
  return withParquet(file, async (table) => {
    const items: Item[] = [];
    for await (const row of table.rows([image, label])) {
      const where = `${file}, row ${items.length}`;
      const bytes = bytesOf(row, image, where);
      const path = `${basename(images)}/${String(items.length).padStart(7, "0")}`;
      writeFileSync(join(dirname(images), path), bytes);
      items.push({
        path,
        label: 0,
        className: labelledClass(row[label], classNames, where),
      });
    }
    return items;
  });
}

/** An image is bytes, or a struct with bytes; where it lay before (`path`) is of no use here. */
function bytesOf(row: ParquetRow, column: string, where: string): Uint8Array {
  const cell = row[column];
  const bytes =
    cell instanceof Uint8Array ? cell : (cell as { bytes?: unknown } | null)?.bytes;
  if (bytes instanceof Uint8Array && bytes.length > 0) return bytes;
  const got = bytes === undefined || bytes === null ? "none" : typeof bytes;
  throw mismatch({ what: `column ${column}`, expected: "bytes of an image", got, where });
}

function namesOf(items: readonly Item[]): string[] {
  return [...new Set(items.map(({ className }) => className))].sort(byName);
}
