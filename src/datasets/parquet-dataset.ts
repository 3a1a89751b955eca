import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { writeFolderAtomic } from "../files/atomic-folder";
import { canonicalHash } from "../files/canonical-json";
import { mismatch } from "../errors/promptcal-error";
import { folderOf } from "../files/folders";
import { sha256File } from "../files/hash";
import { requirePath, type Parts } from "./checked-items";
import { byName } from "./class-folders";
import type { ImageDataset, Item } from "./image-dataset";
import { parquetFeatures, type ParquetFeatures } from "./parquet-features";
import { withParquet, type ParquetRow } from "./parquet-table";
import { partNamed } from "./part-names";
import { splitByClass } from "./split-by-class";
import { readSplit, splitJson } from "./split-zhou";

/** Folder that images of parquet files are unpacked to, ignored by git. */
const unpackedFolder = (): string => join(folderOf("cache"), "parquet");

/**
 * A data set of Hugging Face's layout: `train-00000-of-00002.parquet`, `test.parquet`, ... in the folder or
 * its `data`, images embedded as bytes, labels with names. The images are unpacked once into a cache, by
 * the files' SHA-256, so that everything downstream sees plain image files. A single part is split as CoOp
 * does (`splitByClass`); with training and validation alone, validation is the test.
 * @param name of the data set; by default the folder's
 * @param cache folder of unpacked data sets; `data/cache/parquet` by default
 * @throws PromptcalError naming file and row for images without bytes and labels without names
 */
export async function readParquetDataset(
  folder: string,
  name = basename(folder),
  cache = unpackedFolder(),
): Promise<ImageDataset> {
  requirePath(`data set ${name}`, folder, "put its parquet files there");
  const files = parquetFiles(folder);
  if (files.length === 0) {
    throw mismatch({
      what: `data set ${name}`,
      expected: "files named train-*.parquet, validation-*.parquet, test-*.parquet",
      got: "none",
      where: folder,
    });
  }
  const hashes: [string, string][] = [];
  for (const file of files) hashes.push([basename(file), await sha256File(file)]);
  const place = join(cache, `${name}-${canonicalHash({ hashes }).slice(0, 16)}`);
  const features = await withParquet(files[0]!, async ({ metadata }) =>
    parquetFeatures(metadata, files[0]!),
  );
  if (!existsSync(place)) await unpack(name, files, features, place);
  return readSplit(splitFile(place, name), join(place, "images"), features.classNames);
}

function splitFile(place: string, name: string): string {
  return join(place, `split_zhou_${name}.json`);
}

function parquetFiles(folder: string): string[] {
  return [folder, join(folder, "data")]
    .filter((place) => existsSync(place))
    .flatMap((place) => readdirSync(place).map((file) => join(place, file)))
    .filter((file) => partOf(file) !== undefined)
    .sort(byName);
}

/** `validation-00000-of-00001.parquet` is of validation. */
function partOf(file: string): keyof Parts | undefined {
  const [, start] = /^([a-z]+)[^/]*\.parquet$/i.exec(basename(file)) ?? [];
  return start === undefined ? undefined : partNamed(start);
}

async function unpack(
  name: string,
  files: readonly string[],
  features: ParquetFeatures,
  place: string,
): Promise<void> {
  await writeFolderAtomic(place, async (temporary) => {
    const items: Record<keyof Parts, Item[]> = { train: [], validation: [], test: [] };
    for (const file of files) {
      const own = items[partOf(file)!];
      const images = join(temporary, "images", basename(file, ".parquet"));
      mkdirSync(images, { recursive: true });
      own.push(...(await unpackFile(file, features, images)));
    }
    const classNames = features.classNames ?? namesOf(Object.values(items).flat());
    const labelled = (list: readonly Item[]): Item[] =>
      list.map((item) => ({ ...item, label: classNames.indexOf(item.className) }));
    const parts = completed(
      {
        train: labelled(items.train),
        validation: labelled(items.validation),
        test: labelled(items.test),
      },
      name,
    );
    const dataset = { name, root: join(temporary, "images"), classNames, ...parts };
    writeFileSync(splitFile(temporary, name), splitJson(dataset));
  });
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
      items.push({ path, label: 0, className: nameOf(row[label], classNames, where) });
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

function nameOf(
  cell: unknown,
  classNames: readonly string[] | undefined,
  where: string,
): string {
  const text = cell instanceof Uint8Array ? Buffer.from(cell).toString("utf8") : cell;
  if (classNames === undefined && typeof text === "string" && text !== "") return text;
  const name = classNames?.[Number(cell)];
  if (name !== undefined) return name;
  throw mismatch({
    what: "label",
    expected:
      classNames === undefined ? "a class's name" : `0 ... ${classNames.length - 1}`,
    got: String(text),
    where,
  });
}

function namesOf(items: readonly Item[]): string[] {
  return [...new Set(items.map(({ className }) => className))].sort(byName);
}

function completed(parts: Parts, name: string): Parts {
  const { train, validation, test } = parts;
  const filled = [train, validation, test].filter(({ length }) => length > 0);
  if (filled.length === 1) return splitByClass(filled[0]!, name);
  return test.length > 0 ? parts : { train, validation: [], test: validation };
}
