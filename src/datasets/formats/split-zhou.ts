import { basename } from "node:path";
import { writeFileAtomic } from "../../files/atomic-file";
import { mismatch, shown } from "../../errors/promptcal-error";
import { readJson } from "../../files/json/parse-json";
import { checkClassNames } from "../checked-class-names";
import { isPathInside, refuseDuplicates } from "../checked-items";
import type { ImageDataset, Item } from "../image-dataset";

/** `[path, label, class name]`, the entry of CoOp's `split_zhou_*.json` files. */
type Entry = readonly [string, number, string];

const PARTS = ["train", "val", "test"] as const;

/**
 * Reads a split in CoOp's layout (Zhou et al. 2022): an object with `train`, `val` and `test`, each
 * a list of `[path, label, class name]`.
 * @param jsonPath the split file; its name without `split_zhou_` names the data set
 * @param imagesRoot folder that the paths start from
 * @param classNames all class names by label, where they are known; then a class can be without items
 * @throws PromptcalError naming file, part and entry for anything malformed: labels that are not
 *   0 ... n - 1, one label with two names, one name for two, no name at all, an image listed twice,
 *   paths that leave the images folder
 */
export function readSplit(
  jsonPath: string,
  imagesRoot: string,
  classNames?: readonly string[],
): ImageDataset {
  const stored = parsed(jsonPath);
  const [train, validation, test] = PARTS.map((part) =>
    items(stored[part], part, jsonPath),
  );
  refuseDuplicates({ train: train!, validation: validation!, test: test! }, jsonPath);
  return {
    name: basename(jsonPath, ".json").replace(/^split_zhou_/, ""),
    root: imagesRoot,
    classNames: checkClassNames(
      labelled([...train!, ...validation!, ...test!], classNames, jsonPath),
      jsonPath,
    ),
    train: train!,
    validation: validation!,
    test: test!,
  };
}

/** The text of a split file; `readSplit` reads it back. */
export function splitJson({ train, validation, test }: ImageDataset): string {
  const entries = (list: readonly Item[]): Entry[] =>
    list.map(({ path, label, className }) => [path, label, className]);
  const split = { train: entries(train), val: entries(validation), test: entries(test) };
  return `${JSON.stringify(split)}\n`;
}

/** Writes a split in CoOp's layout, whole or not at all. */
export function writeSplit(jsonPath: string, dataset: ImageDataset): void {
  writeFileAtomic(jsonPath, splitJson(dataset));
}

function parsed(jsonPath: string): Readonly<Record<string, unknown>> {
  const value = readJson(jsonPath, "split");
  if (value !== null && typeof value === "object") return value as Record<string, unknown>;
  throw mismatch({ what: "split", expected: "an object", got: "none", where: jsonPath });
}

function items(list: unknown, part: string, where: string): Item[] {
  if (!Array.isArray(list)) {
    throw mismatch({
      what: `split part ${part}`,
      expected: "a list",
      got: list === undefined ? "none" : typeof list,
      where,
    });
  }
  return list.map((entry: unknown, at) => {
    if (!isEntry(entry)) {
      throw mismatch({
        what: `split entry ${part}[${at}]`,
        expected: "[path inside the images folder, label, class name]",
        got: shown(entry),
        where,
      });
    }
    return { path: entry[0], label: entry[1], className: entry[2].normalize("NFC") };
  });
}

function isEntry(entry: unknown): entry is Entry {
  if (!Array.isArray(entry) || entry.length !== 3) return false;
  const [path, label, name] = entry as readonly unknown[];
  return (
    typeof path === "string" &&
    isPathInside(path) &&
    Number.isInteger(label) &&
    (label as number) >= 0 &&
    typeof name === "string"
  );
}

/** One name per label, and no label missing; the names are those of `known` if given. */
function labelled(
  all: readonly Item[],
  known: readonly string[] | undefined,
  where: string,
): readonly string[] {
  const names = new Map<number, string>(known?.entries());
  for (const { label, className, path } of all) {
    const expected = known === undefined ? (names.get(label) ?? className) : known[label];
    if (expected !== className) {
      const expectation = expected === undefined ? "no such label" : `class "${expected}"`;
      throw mismatch({
        what: `label ${label} of ${path}`,
        expected: expectation,
        got: `"${className}"`,
        where,
      });
    }
    names.set(label, className);
  }
  return Array.from({ length: names.size }, (_, label) => {
    const name = names.get(label);
    if (name !== undefined) return name;
    throw mismatch({
      what: "split labels",
      expected: `0 ... ${names.size - 1}`,
      got: `no item of ${label}`,
      where,
    });
  });
}
