import { readFileSync } from "node:fs";
import { join } from "node:path";
import { mismatch } from "../../errors/promptcal-error";
import { refuseDuplicates, requireFiles, requirePath } from "../checked-items";
import type { ImageDataset, Item } from "../image-dataset";
import type { DatasetSource } from "./read-imagenet";

/**
 * FGVCAircraft by its own lists: `variants.txt` has the class of each label, a line of
 * `images_variant_{train,val,test}.txt` is an image's number, a space, and its class.
 */
export function readAircraft({ entry, folder, root, fix }: DatasetSource): ImageDataset {
  const lines = (file: string): string[] =>
    readFileSync(requirePath("list", join(folder, file), fix), "utf8")
      .split(/\r?\n/)
      .filter((line) => line.trim() !== "");
  const classNames = lines("variants.txt").map((line) => line.trim());
  const labels = new Map(classNames.map((name, label) => [name, label]));
  const items = (part: string): Item[] => {
    const file = `images_variant_${part}.txt`;
    return lines(file).map((line, at) => {
      const [, image, className] = /^(\d+) (.*?)\s*$/.exec(line) ?? [];
      const label = className === undefined ? undefined : labels.get(className);
      if (image === undefined || className === undefined || label === undefined) {
        throw mismatch({
          what: `line ${at + 1} of ${file}`,
          expected: "an image's number, a space and a class of variants.txt",
          got: `"${line}"`,
          where: folder,
        });
      }
      return { path: `${image}.jpg`, label, className };
    });
  };
  const dataset: ImageDataset = {
    name: entry.name,
    root,
    classNames,
    train: items("train"),
    validation: items("val"),
    test: items("test"),
  };
  refuseDuplicates(dataset, folder);
  return requireFiles(dataset, fix);
}
