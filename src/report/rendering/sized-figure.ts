import type { Figure } from "./figure";
import { pageWidth } from "./theme";

/**
 * A figure that can be drawn again at another width.
 * @param draw the figure at a width in pixels
 * @param width of this one; default a page
 */
export function sizedFigure(
  draw: (width: number) => Figure,
  width: number = pageWidth,
): Figure {
  return { ...draw(width), atWidth: (other) => sizedFigure(draw, other) };
}
