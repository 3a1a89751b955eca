import { basename, dirname } from "node:path";
import { mismatch, PromptcalError } from "../../errors/promptcal-error";
import { readText } from "../../files/json/parse-json";
import { checkClassNames } from "../checked-class-names";
import {
  isPathInside,
  refuseDuplicates,
  requireFiles,
  requirePath,
  type Parts,
} from "../checked-items";
import { byName } from "./class-folders";
import { csvRows } from "../../files/tables/csv-rows";
import type { ImageDataset, Item } from "../image-dataset";
import { ALL_PART_NAMES, partNamed } from "../part-names";
import { splitByClass } from "../split-by-class";

/** A row that has been checked. */
interface Listed {
  readonly path: string;
  readonly className: string;
  readonly part: keyof Parts | undefined;
}

/**
 * A table of images: columns `path` (relative to the table's folder) and `label` (the class's name), and
 * `split` (train, val, test) where the parts are given; others are passed over. Labels are the sorted
 * order of the names. Without `split` the images are split as CoOp does (`splitByClass`).
 * @param name of the data set; by default that of the table's folder
 * @throws PromptcalError with the line for missing cells, paths that leave the folder, unknown parts;
 *   for images that are listed twice or not there
 */
export function readCsvDataset(
  table: string,
  name = basename(dirname(table)),
): ImageDataset {
  requirePath(`table of data set ${name}`, table, "write one with columns path and label");
  const root = dirname(table);
  const listed = rowsOf(table);
  const found = new Set(listed.map(({ className }) => className));
  const classNames = checkClassNames([...found].sort(byName), table);
  const labels = new Map(classNames.map((className, label) => [className, label]));
  const item = ({ path, className }: Listed): Item => ({
    path,
    label: labels.get(className)!,
    className,
  });
  const of = (part: keyof Parts): Item[] =>
    listed.filter((row) => row.part === part).map(item);
  const split = listed.some(({ part }) => part !== undefined)
    ? { train: of("train"), validation: of("validation"), test: of("test") }
    : splitByClass(listed.map(item), name);
  const fix = `correct the paths of ${basename(table)}`;
  const dataset = requireFiles({ name, root, classNames, ...split }, fix);
  refuseDuplicates(dataset, table);
  return dataset;
}

function rowsOf(table: string): readonly Listed[] {
  const [head, ...rows] = csvRows(readText(table, "table"), table);
  const columns = head?.cells.map((cell) => cell.trim().toLowerCase()) ?? [];
  const [path, label, split] = ["path", "label", "split"].map((column) =>
    columns.indexOf(column),
  );
  if (path === -1 || label === -1 || rows.length === 0) {
    throw mismatch({
      what: "table",
      expected: "columns path and label, and rows",
      got: head === undefined ? "nothing" : `${rows.length} rows of ${columns.join(", ")}`,
      where: table,
    });
  }
  const listed = rows.map(({ line, cells }): Listed => {
    const wrong = (what: string, expected: string, got: string | undefined): Error =>
      mismatch({
        what: `${what} in line ${line}`,
        expected,
        got: JSON.stringify(got) ?? "none",
        where: table,
      });
    const cell = (at: number): string | undefined => cells[at]?.trim();
    const [file, className] = [cell(path!), cell(label!)?.normalize("NFC")];
    if (file === undefined || !isPathInside(file)) {
      throw wrong("path", "a file below the table's folder", file);
    }
    if (!className) throw wrong("label", "the name of a class", className);
    if (split === -1) return { path: file, className, part: undefined };
    const part = partNamed(cell(split!) ?? "");
    if (part === undefined) {
      throw wrong("split", `one of ${ALL_PART_NAMES.join(", ")}`, cell(split!));
    }
    return { path: file, className, part };
  });
  if (listed.some(({ className }) => !/^\d+$/.test(className))) return listed;
  throw new PromptcalError(
    `labels of ${table}: expected names of classes, which prompts are made of, got numbers only`,
  );
}
