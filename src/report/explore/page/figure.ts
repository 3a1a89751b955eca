import type { Measures } from "./measures";
import { reliabilityHeight, reliabilityPanel } from "./reliability-panel";
import { at, element, text } from "./svg";
import type { Theme } from "./colours";
import type { TradeOffPoint } from "./trade-off";
import { tradeOffPanel } from "./trade-off-panel";

/** What the figure shows. */
export interface FigureDrawing {
  readonly measures: readonly Measures[];
  readonly chosen: readonly TradeOffPoint[];
  readonly points: readonly TradeOffPoint[];
  /** What the numbers are of; none where the page says it. */
  readonly subtitle?: string;
  /** What the figure is, for those who do not see it. */
  readonly summary: string;
  /** Pixels. */
  readonly width: number;
  readonly theme: Theme;
}

/** Pixels left of a plot, between panels, and above all. */
const LEFT = 46;
const RIGHT = 10;
const GUTTER = 22;
const TOP = { plain: 6, subtitle: 28 } as const;
const SIDE = { min: 190, max: 380 } as const;

/** Reliability diagrams and the trade-off plot as one SVG, as many in a row as fit. */
export function figureSvg(drawing: FigureDrawing): string {
  const { measures, chosen, points, subtitle, summary, width, theme } = drawing;
  const panels = measures.length + 1;
  const fits = Math.floor((width - RIGHT + GUTTER) / (LEFT + SIDE.min + GUTTER));
  const columns = Math.min(panels, Math.max(1, fits === 3 && panels === 4 ? 2 : fits));
  const each = (width - RIGHT + GUTTER) / columns;
  const side = Math.min(SIDE.max, Math.floor(each - GUTTER - LEFT));
  const rows = Math.ceil(panels / columns);
  const rowHeight = reliabilityHeight(side) + 14;
  const top = subtitle === undefined ? TOP.plain : TOP.subtitle;
  const height = top + rows * rowHeight;
  const panelAt = (index: number, content: string): string =>
    at(
      LEFT + (index % columns) * (side + LEFT + GUTTER),
      top + Math.floor(index / columns) * rowHeight,
      content,
    );
  const elements = [
    element("rect", { width, height, fill: theme.paper }),
    text(LEFT, 14, subtitle ?? "", { "font-size": 11.5, fill: theme.quiet }),
    ...measures.map((one, index) =>
      panelAt(index, reliabilityPanel(one, { index, side, theme })),
    ),
    panelAt(measures.length, tradeOffPanel({ chosen, points, side, theme })),
  ];
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: "img",
      "aria-label": summary,
      "font-family": '"DejaVu Sans", Verdana, system-ui, sans-serif',
    },
    elements.join(""),
  );
}
