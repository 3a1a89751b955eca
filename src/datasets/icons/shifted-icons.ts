import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeFolderAtomic } from "../../files/atomic-folder";
import { oneOf } from "../../errors/promptcal-error";
import { loadFromCollection, type IconCollection } from "./icon-collection";
import { plainPng, plainPngPixels } from "./pictures/plain-png";
import { RESTYLED } from "./pictures/restyle";
import type { ImageDataset } from "../image-dataset";

/** `families`: the same classes drawn by families that no data set has; the others restyle the test images. */
export const ICON_SHIFTS = ["families", ...Object.keys(RESTYLED)] as readonly IconShift[];
export type IconShift = "families" | keyof typeof RESTYLED;

/**
 * A data set's classes under a covariate shift, all in the test part. The families of `families` gave the
 * bundled model its logit scale, one number, and were used for nothing else.
 * @param shift one of `ICON_SHIFTS`
 * @throws PromptcalError as `loadFromCollection` does, or for an unknown shift
 */
export async function loadShiftedIcons(
  collection: IconCollection,
  name: string,
  shift: string,
): Promise<ImageDataset> {
  const known = oneOf(shift, ICON_SHIFTS, "shift of the icons");
  if (known === "families") return loadFromCollection(collection, name, "calibration");
  const original = await loadFromCollection(collection, name, "downstream");
  const root = join(collection.folder(), "shifted", known, name);
  if (original.test.some(({ path }) => !existsSync(join(root, path)))) {
    await writeFolderAtomic(root, (folder) =>
      writeRestyled(original, RESTYLED[known], folder),
    );
  }
  return { ...original, root, train: [], validation: [] };
}

/** Writes the test images into a folder, each changed. */
async function writeRestyled(
  { root, test }: ImageDataset,
  restyle: (typeof RESTYLED)[keyof typeof RESTYLED],
  folder: string,
): Promise<void> {
  const originals = test.map(({ path }) => {
    const file = join(root, path);
    return plainPngPixels(readFileSync(file), file);
  });
  const changed = await restyle(originals);
  for (const classFolder of new Set(test.map(({ path }) => dirname(path)))) {
    mkdirSync(join(folder, classFolder), { recursive: true });
  }
  for (const [i, { path }] of test.entries()) {
    writeFileSync(join(folder, path), plainPng(changed[i]!));
  }
}
