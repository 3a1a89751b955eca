import { writeFileSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import type { ImageDataset } from "../../../../src/datasets/image-dataset";
import { readSplit } from "../../../../src/datasets/formats/split-zhou";
import { mutateJson } from "../json";
import { promised, type FuzzTarget } from "../target";

const NAME = "split_zhou_hostile.json";
const HONEST = {
  train: [
    ["cat/1.jpg", 0, "cat"],
    ["dog/1.jpg", 1, "dog"],
  ],
  val: [["cat/2.jpg", 0, "cat"]],
  test: [
    ["dog/2.jpg", 1, "dog"],
    ["cat/3.jpg", 0, "cat"],
  ],
};

/** What every reader of data sets promises of what it accepts. */
export function checkDataset({
  root,
  classNames,
  train,
  validation,
  test,
}: ImageDataset): void {
  const top = resolve(root) + sep;
  for (const { path, label, className } of [...train, ...validation, ...test]) {
    promised(resolve(root, path).startsWith(top), "images below the images folder");
    promised(classNames[label] === className, "labels that name their class");
  }
}

export const target: FuzzTarget = {
  about: "splits in CoOp's layout (split_zhou_*.json)",
  inputs: 70_000,
  quick: 1000,
  prepare: (folder) => (random) => {
    const path = join(folder, NAME);
    writeFileSync(path, mutateJson(HONEST, random));
    return { where: NAME, read: () => checkDataset(readSplit(path, folder)) };
  },
};
