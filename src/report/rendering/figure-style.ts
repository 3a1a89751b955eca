import { eventError, mismatch, oneOf } from "../../errors/promptcal-error";
import type { Figure } from "./figure";
import { scaledFigure } from "./scaled-figure";
import { withLegendAt, withoutTitle } from "./header-parts";

/** Where a figure's legend may stand. */
export const LEGEND_POSITIONS = ["top", "bottom", "right", "none"] as const;

/** What a paper asks of a figure; all of it is scaled together. */
export interface FigureStyle {
  /** CSS pixels, 96 to the inch: 312 is a column, 648 a page. By default the figure's own. */
  readonly width?: number;
  /** Pixels of the common text, 11 by default; titles, ticks, lines and markers keep their proportion to it. */
  readonly fontSize?: number;
  /** Whether title and subtitle are drawn; default yes. A paper has a caption instead. */
  readonly title?: boolean;
  /** By default `top`. */
  readonly legend?: (typeof LEGEND_POSITIONS)[number];
}

/**
 * A figure as a paper needs it: it is drawn for the width, then scaled so that its text has the font size.
 * @throws PromptcalError for a size that is not positive, and for width and font size of a figure of one size
 */
export function styledFigure(figure: Figure, style: FigureStyle): Figure {
  const { width, fontSize, title = true, legend = "top" } = style;
  checkPixels("width", width);
  checkPixels("fontSize", fontSize);
  const position = oneOf(legend, LEGEND_POSITIONS, "legend");
  const [sized, factor] = sizedFor(figure, width, fontSize);
  const plain = title ? sized : withoutTitle(sized);
  const styled = position === "top" ? plain : withLegendAt(plain, position);
  const scaled = factor === 1 ? styled : scaledFigure(styled, factor);
  const { data, layout, table } = scaled;
  const { atWidth } = figure;
  // A width that was asked for is the only one; another one is styled in the same way.
  if (width !== undefined || atWidth === undefined) return { data, layout, table };
  const other = (px: number): Figure => styledFigure(figure, { ...style, width: px });
  return { data, layout, table, atWidth: other };
}

function checkPixels(what: string, value: number | undefined): void {
  if (value === undefined || (Number.isFinite(value) && value > 0)) return;
  throw mismatch({ what, expected: "a positive number of pixels", got: String(value) });
}

/** The figure drawn so that the factor brings it to its width and font size. */
function sizedFor(
  figure: Figure,
  width: number | undefined,
  fontSize: number | undefined,
): readonly [figure: Figure, factor: number] {
  const { atWidth, layout } = figure;
  const font = (layout["font"] as { size?: number } | undefined)?.size ?? 11;
  if (atWidth === undefined) {
    if (width !== undefined && fontSize !== undefined) {
      throw eventError(
        "this figure can be drawn at one width only",
        "give width or fontSize, which scale it as a whole",
      );
    }
    const factor = width === undefined ? (fontSize ?? font) / font : width / layout.width;
    return [figure, factor];
  }
  const factor = (fontSize ?? font) / font;
  const target = (width ?? layout.width) / factor;
  return [target === layout.width ? figure : atWidth(target), factor];
}
