import sharp, { type Sharp } from "sharp";
import { ICON_SIZE } from "./render";

/** Changes icons, each ICON_SIZE x ICON_SIZE RGB bytes, on white. */
type Restyling = (icons: readonly Uint8Array[]) => Promise<readonly Uint8Array[]>;

/** The covariate shifts that restyle the test images of a data set, by name. */
export const RESTYLED = {
  /** White on black. */
  inverted: together((image) => image.negate({ alpha: false })),
  /** Turned by a sixth of a right angle and more. */
  tilted: oneByOne((image) =>
    image
      .rotate(20, { background: "#ffffff" })
      .resize(ICON_SIZE, ICON_SIZE, { fit: "contain", background: "#ffffff" }),
  ),
  /** A third of the contrast. */
  faint: together((image) => image.linear(1 / 3, 170)),
  blurred: together((image) => image.blur(1.2)),
} as const satisfies Readonly<Record<string, Restyling>>;

const ROW = ICON_SIZE * 3;
/** Rows above and below each icon that repeat its edge, as a blur continues a picture; more than it looks at. */
const MARGIN = 8;
const CELL = ICON_SIZE + 2 * MARGIN;

/** One pipeline for all icons, one below the other: to set one up takes longer than to change an icon. */
function together(change: (image: Sharp) => Sharp): Restyling {
  return async (icons) => {
    if (icons.length === 0) return [];
    const strip = new Uint8Array(icons.length * CELL * ROW);
    for (let row = 0; row < icons.length * CELL; row++) {
      const own = Math.min(Math.max((row % CELL) - MARGIN, 0), ICON_SIZE - 1);
      const icon = icons[Math.floor(row / CELL)]!;
      strip.set(icon.subarray(own * ROW, (own + 1) * ROW), row * ROW);
    }
    const changed = await pixelsOf(change(rawImage(strip)));
    return icons.map((_, at) => {
      const start = (at * CELL + MARGIN) * ROW;
      return changed.subarray(start, start + ICON_SIZE * ROW);
    });
  };
}

/** For changes of an icon's shape. */
function oneByOne(change: (image: Sharp) => Sharp): Restyling {
  return (icons) => Promise.all(icons.map((icon) => pixelsOf(change(rawImage(icon)))));
}

function rawImage(pixels: Uint8Array): Sharp {
  const height = pixels.length / ROW;
  return sharp(pixels, { raw: { width: ICON_SIZE, height, channels: 3 } });
}

function pixelsOf(image: Sharp): Promise<Uint8Array> {
  return image.raw().toBuffer();
}
