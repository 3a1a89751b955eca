import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, extname, join, relative } from "node:path";
import { firstFew } from "../../errors/first-few";
import { mismatch } from "../../errors/promptcal-error";
import type { Parts } from "../checked-items";
import { byName } from "./class-folders";
import { partNamed } from "../part-names";
import { isSystemFile, isSystemFolder } from "./passed-over";

/** A parquet file of a data set. */
export interface ParquetFile {
  readonly path: string;
  readonly part: keyof Parts;
}

/** Folders below the data set's own that are looked into: `data`, `CONFIG/train`. */
const MAX_DEPTH = 3;
/**
 * The parquet files of a data set in the layouts of Hugging Face's hub: `train-00000-of-00002.parquet` in the
 * folder, in `data`, or below a configuration's name (`plain_text/train/0000.parquet`). A part is named by the file
 * or by a folder above it; where no file names one, all are training files.
 * @throws PromptcalError where there are none, more than one configuration, or files without a part among others
 */
export function parquetFiles(folder: string, name: string): readonly ParquetFile[] {
  const paths = parquetPaths(folder, 0).sort(byName);
  if (paths.length === 0) throw withoutFiles(folder, name);
  const parts = paths.map((path) => partOf(relative(folder, path)));
  if (parts.every((part) => part === undefined)) {
    return paths.map((path) => ({ path, part: "train" }));
  }
  const nameless = paths.filter((_, i) => parts[i] === undefined);
  if (nameless.length > 0) {
    throw mismatch({
      what: `parquet files of data set ${name}`,
      expected: "train, validation or test in the name of each",
      got: firstFew(nameless.map((path) => relative(folder, path))),
      where: folder,
      fix: "rename them, or move them away",
    });
  }
  refuseConfigurations(paths, folder, name);
  return paths.map((path, i) => ({ path, part: parts[i]! }));
}

function parquetPaths(folder: string, depth: number): string[] {
  const names = readdirSync(folder).filter((name) => !isSystemFile(name));
  return names.flatMap((name) => {
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory() === true) {
      const isLookedInto = depth < MAX_DEPTH && !isSystemFolder(name);
      return isLookedInto ? parquetPaths(path, depth + 1) : [];
    }
    return extname(name).toLowerCase() === ".parquet" ? [path] : [];
  });
}

/** `validation-00000-of-00001.parquet` is of validation, as is `dtd/validation/0000.parquet`. */
function partOf(path: string): keyof Parts | undefined {
  const words = basename(path, extname(path)).split(/[-_. ]/);
  const folders = dirname(path).split(/[\\/]/).reverse();
  return [...words, ...folders].flatMap((word) => partNamed(word) ?? []).at(0);
}

/** Two configurations hold the same images twice, or images of different tasks. */
function refuseConfigurations(
  paths: readonly string[],
  folder: string,
  name: string,
): void {
  const configurations = paths.map((path) =>
    dirname(relative(folder, path))
      .split(/[\\/]/)
      .filter((word) => partNamed(word) === undefined)
      .join("/"),
  );
  const found = [...new Set(configurations)];
  if (found.length === 1) return;
  throw mismatch({
    what: `parquet files of data set ${name}`,
    expected: "one configuration",
    got: found.map((one) => (one === "." ? "the folder itself" : one)).join(", "),
    where: folder,
    fix: "name the folder of one of them as the data set",
  });
}

function withoutFiles(folder: string, name: string): Error {
  const arrow =
    existsSync(folder) && readdirSync(folder).some((file) => file.endsWith(".arrow"));
  return mismatch({
    what: `data set ${name}`,
    expected: "files named train-*.parquet, validation-*.parquet, test-*.parquet",
    got: arrow ? "Arrow files, which are not read" : "none",
    where: folder,
    ...(arrow ? { fix: 'write them as parquet: dataset.to_parquet("train.parquet")' } : {}),
  });
}
