import { axes, type Axis, frame, niceRange, share } from "./axes";
import { letter, percent } from "./numbers";
import { at, element, hint, text } from "./svg";
import type { Theme } from "./colours";
import type { TradeOffPoint } from "./trade-off";

const HEAD = 62;

/** What the panel shows. */
export interface TradeOffDrawing {
  /** The methods that are compared, in their order. */
  readonly chosen: readonly TradeOffPoint[];
  /** All methods that can stand beside them. */
  readonly points: readonly TradeOffPoint[];
  readonly side: number;
  readonly theme: Theme;
}

/**
 * ECE on base classes against ECE on new classes: a ring per method, a line along the weight of each family that is
 * compared, a letter for each method that is.
 */
export function tradeOffPanel({ chosen, points, side, theme }: TradeOffDrawing): string {
  const all = [...chosen, ...points];
  const axis = (classes: "base" | "new"): Axis => ({
    title: `ECE, ${classes} classes (%)`,
    ...niceRange(all.map((point) => point[classes])),
    format: (value) => String(Number((100 * value).toFixed(1))),
    labelled: true,
  });
  const [across, up] = [axis("base"), axis("new")];
  const x = (point: TradeOffPoint): number => side * share(point.base, across);
  const y = (point: TradeOffPoint): number => side * (1 - share(point.new, up));
  const rings = points.map((point) =>
    element("circle", { cx: x(point), cy: y(point), r: 3.5 }, hint(pointText(point))),
  );
  const lines = chosen.map((own, index) => {
    const family = points
      .filter(({ method }) => method.family === own.method.family)
      .sort((a, b) => weightOf(a) - weightOf(b));
    if (family.length < 2) return "";
    return element("polyline", {
      points: family
        .map((point) => `${x(point).toFixed(1)},${y(point).toFixed(1)}`)
        .join(" "),
      fill: "none",
      stroke: theme.methods[index]!,
      "stroke-width": 1.5,
      "stroke-opacity": 0.7,
    });
  });
  const letters = chosen.map((point, index) =>
    element(
      "g",
      {},
      hint(pointText(point)) +
        element("circle", {
          cx: x(point),
          cy: y(point),
          r: 9,
          fill: theme.methods[index]!,
          stroke: theme.paper,
        }) +
        text(x(point), y(point) + 4, letter(index), {
          "font-size": 11.5,
          "font-weight": 700,
          "text-anchor": "middle",
          fill: theme.paper,
        }),
    ),
  );
  const head =
    text(0, 14, "Trade-off", { "font-size": 14, "font-weight": 600, fill: theme.ink }) +
    text(0, 32, "ECE, mean of data sets", { "font-size": 12.5, fill: theme.ink }) +
    text(0, 48, "lines: one method along its λ", { "font-size": 11.5, fill: theme.quiet });
  const grid = axes({ x: across, y: up, width: side, height: side }, theme);
  const ring = { fill: theme.paper, stroke: theme.quiet, "stroke-width": 1.2 };
  const marks = lines.join("") + element("g", ring, rings.join("")) + letters.join("");
  return head + at(0, HEAD, grid + marks + frame(side, side, theme));
}

/** The weight along which a family's line runs: that of its methods which differs. */
function weightOf({ method }: TradeOffPoint): number {
  return method.weights.reduce((sum, { value }) => sum + value, 0);
}

function pointText({ method, base, new: onNew }: TradeOffPoint): string {
  return `${method.title}\nECE ${percent(base)} on base, ${percent(onNew)} on new classes`;
}
