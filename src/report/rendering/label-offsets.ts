import { textWidth } from "./text-fit";

/** A text at a point of the plot, in pixels from its upper left corner. */
export interface PointLabel {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** Pixels from the point to the middle of its label; `y` grows upwards, as plotly's `yshift`. */
export interface LabelOffset {
  readonly x: number;
  readonly y: number;
}

/** Half the width and height of a marker that no label may cover. */
const MARKER = 5;
/** Pixels between a marker's centre and the nearest edge of its label. */
const CLEARANCE = 5;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly halfWidth: number;
  readonly halfHeight: number;
}

const overlap = (a: Box, b: Box): boolean =>
  Math.abs(a.x - b.x) < a.halfWidth + b.halfWidth &&
  Math.abs(a.y - b.y) < a.halfHeight + b.halfHeight;

/**
 * Where labels go so that none covers another or a marker: above its point, below it, to the right, to the left, or at a
 * corner, whichever is free first. A label without any free position is `undefined`: its point stands without a label.
 * @param labels in order of importance: the first is placed first
 * @param fontSize pixels
 */
export function labelOffsets(
  labels: readonly PointLabel[],
  fontSize: number,
): readonly (LabelOffset | undefined)[] {
  const markers = labels.map(({ x, y }): Box => ({
    x,
    y,
    halfWidth: MARKER,
    halfHeight: MARKER,
  }));
  const taken: Box[] = [];
  return labels.map(({ x, y, text }, own) => {
    const halfWidth = textWidth(text, fontSize) / 2;
    const halfHeight = fontSize / 2;
    for (const [right, up] of SIDES) {
      const offset = {
        x: right * (CLEARANCE + halfWidth),
        y: up * (CLEARANCE + halfHeight),
      };
      const box = { x: x + offset.x, y: y - offset.y, halfWidth, halfHeight };
      const others = [...taken, ...markers.filter((_, index) => index !== own)];
      if (others.some((other) => overlap(box, other))) continue;
      taken.push(box);
      return offset;
    }
    return undefined;
  });
}

/** Directions, the most usual first: above, below, right, left, then the corners. */
const SIDES: readonly (readonly [right: number, up: number])[] = [
  [0, 1],
  [0, -1],
  [1, 0],
  [-1, 0],
  [1, 1],
  [-1, 1],
  [1, -1],
  [-1, -1],
];
