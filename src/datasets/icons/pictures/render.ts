import sharp from "sharp";
import { sha256 } from "../../../files/hash";
import type { Icon } from "../sources/icon-source";

/** Side of a rendered icon, pixels. */
export const ICON_SIZE = 32;

/** Colours of one-colour drawings; black three times, so that it is the commonest. */
const DARK =
  "#000000 #000000 #000000 #1f2937 #7f1d1d #14532d #1e3a8a #581c87 #7c2d12 #134e4a #713f12 #0c4a6e".split(
    " ",
  );

/** Least difference between the darkest and the lightest byte of a drawing that shows something. */
const FAINTEST = 20;
/** Icons in work at once: sharp renders outside of the main thread, on all cores. */
const IN_FLIGHT = 8;

/**
 * Renders a drawing on white, centred, its longer side filling the square.
 * One-colour sets get a dark colour chosen by the SHA-256 of set and name: the same on every machine,
 * and no hint at the name, which is the label.
 * @returns ICON_SIZE * ICON_SIZE * 3 bytes (row, column, RGB), or undefined if it is blank or
 *   cannot be drawn
 */
export async function renderIcon(icon: Icon): Promise<Uint8Array | undefined> {
  const pixels = await rasterise(icon);
  if (pixels?.length !== ICON_SIZE ** 2 * 3) return undefined;
  let [low, high] = [255, 0];
  for (const value of pixels) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high - low < FAINTEST ? undefined : pixels;
}

/** Renders many icons, in order, and hands each to `take` as soon as it and all before it are done. */
export async function renderIcons(
  icons: readonly Icon[],
  take: (icon: Icon, pixels: Uint8Array | undefined) => void,
): Promise<void> {
  sharp.cache(false);
  sharp.concurrency(1);
  for (
    let start = 0, ahead: Promise<Uint8Array | undefined>[] = [];
    start < icons.length;
  ) {
    while (ahead.length < IN_FLIGHT && start + ahead.length < icons.length) {
      ahead.push(renderIcon(icons[start + ahead.length]!));
    }
    take(icons[start]!, await ahead.shift());
    start += 1;
  }
}

async function rasterise(icon: Icon): Promise<Uint8Array | undefined> {
  try {
    return await sharp(Buffer.from(svgOf(icon)))
      .flatten({ background: "#ffffff" })
      .toColourspace("srgb")
      .removeAlpha()
      .raw()
      .toBuffer();
  } catch {
    // A few drawings of the packages are no valid SVG; they are left out like blank ones.
    return undefined;
  }
}

function svgOf({ body, box, palette, set, name }: Icon): string {
  const lot = parseInt(sha256(`${set}:${name}`).slice(0, 8), 16);
  const colour = palette ? "#000000" : DARK[lot % DARK.length]!;
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ' +
    `width="${ICON_SIZE}" height="${ICON_SIZE}" viewBox="${box.join(" ")}" color="${colour}">` +
    `${body}</svg>`
  );
}
