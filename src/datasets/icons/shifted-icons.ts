import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { mkdirSync, existsSync } from "node:fs";
import { writeFileAtomic } from "../../numeric/atomic-file";
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
  for (const { path } of original.test) {
    const file = join(root, path);
    if (existsSync(file)) continue;
    mkdirSync(join(file, ".."), { recursive: true });
    const image = RESTYLED[known](sharp(join(original.root, path)));
    writeFileAtomic(file, await image.png({ compressionLevel: 0 }).toBuffer());
  }
  return { ...original, root, train: [], validation: [] };
}
