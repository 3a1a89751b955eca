import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { writeFolderAtomic } from "../../numeric/atomic-folder";
import { oneOf } from "../../numeric/errors";
import { loadIconCalibration, loadIcons, renderedFolder } from "./load-icons";
import type { ImageDataset } from "../image-dataset";

/** What is done to the test images of a data set, pixels of 32 x 32 on white. */
const RESTYLED = {
  /** White on black. */
  inverted: (image: Sharp) => image.negate({ alpha: false }),
  /** Turned by a sixth of a right angle and more. */
  tilted: (image: Sharp) =>
    image
      .rotate(20, { background: "#ffffff" })
      .resize(32, 32, { fit: "contain", background: "#ffffff" }),
  /** A third of the contrast. */
  faint: (image: Sharp) => image.linear(1 / 3, 170),
  blurred: (image: Sharp) => image.blur(1.2),
} as const;

/** `families`: the same classes drawn by families that no data set has; the others restyle the test images. */
export const ICON_SHIFTS = ["families", ...Object.keys(RESTYLED)] as readonly IconShift[];
export type IconShift = "families" | keyof typeof RESTYLED;

/**
 * A data set's classes under a covariate shift, all in the test part. The families of `families` gave the
 * bundled model its logit scale, one number, and were used for nothing else.
 * @param shift one of `ICON_SHIFTS`
 * @throws PromptcalError as `loadIcons` does, or for an unknown shift
 */
export async function loadShiftedIcons(
  domain: string,
  shift: string,
): Promise<ImageDataset> {
  const known = oneOf(shift, ICON_SHIFTS, "shift of the icons");
  if (known === "families") return loadIconCalibration(domain);
  const original = await loadIcons(domain);
  const root = join(renderedFolder, "shifted", known, domain);
  if (original.test.some(({ path }) => !existsSync(join(root, path)))) {
    await writeFolderAtomic(root, (folder) => restyle(original, RESTYLED[known], folder));
  }
  return { ...original, root, train: [], validation: [] };
}

/** Writes the test images into a folder, each changed; uncompressed inside, as the originals are. */
async function restyle(
  { root, test }: ImageDataset,
  change: (image: Sharp) => Sharp,
  folder: string,
): Promise<void> {
  const images = await Promise.all(
    test.map(({ path }) =>
      change(sharp(join(root, path)))
        .png({ compressionLevel: 0 })
        .toBuffer(),
    ),
  );
  for (const [i, { path }] of test.entries()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), images[i]!);
  }
}
