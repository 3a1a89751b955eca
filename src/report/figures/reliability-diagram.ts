import type { Bin } from "../../metrics/binned/bins";
import type { Ece } from "../../metrics/binned/ece";
import type { Figure, Trace } from "../rendering/figure";
import { signed } from "../tables/markdown-table";
import { panelGrid, panelsInRow, type PanelArea } from "../rendering/panel-grid";
import { sizedFigure } from "../rendering/sized-figure";
import { overconfident, palette, underconfident, withOpacity } from "../rendering/palette";
import { textWidth } from "../rendering/text-fit";
import { axis, pageWidth, panelTitle, percent, themeLayout } from "../rendering/theme";

export interface ReliabilityPanel {
  /** What was measured, for instance `CoOp, new classes`. */
  readonly title: string;
  readonly ece: Ece;
  /** Mean ECE of data sets, where `ece` is of their images together and hence pooled. */
  readonly datasetMeanEce?: number;
  /** Mean confidence minus accuracy, a fraction; shown when given. */
  readonly gap?: number;
}

export interface ReliabilityOptions {
  readonly title: string;
  readonly subtitle?: string;
  /** Pixels; default a page. */
  readonly width?: number;
}

/** Where a panel's two plots lie, as fractions of its height: diagram above, counts below. */
const diagram = [0.3, 1] as const;
const counts = [0, 0.2] as const;
/** Pixels of a panel's height, and between two rows of panels but for the heads of the lower one. */
const size = { panel: 270, between: 46 } as const;

/**
 * Reliability diagrams (DeGroot and Fienberg 1983; Guo et al. 2017, figure 1) side by side, in one column
 * of a paper two in a row. Bars: accuracy of each bin; coloured: from accuracy to mean confidence, vermillion
 * where the model is overconfident, blue where it is underconfident; below: number of samples per bin.
 * @param panels one or more, from left to right; all numbers come from their `ece`
 */
export function reliabilityDiagram(
  panels: readonly ReliabilityPanel[],
  options: ReliabilityOptions,
): Figure {
  return sizedFigure((width) => figureAtWidth(panels, options, width), options.width);
}

function figureAtWidth(
  panels: readonly ReliabilityPanel[],
  { title, subtitle }: ReliabilityOptions,
  width: number,
): Figure {
  const columns = panelsInRow(panels.length, width);
  const room = (width - 70) / columns - 20;
  const isNarrow = panels.some((panel) =>
    headLines(panel).some((parts) => textWidth(parts.join(", "), HEAD_FONT) > room),
  );
  const isPooled = panels.some(({ datasetMeanEce }) => datasetMeanEce !== undefined);
  const heads = !isNarrow ? 52 : isPooled ? 78 : 66;
  const grid = panelGrid(panels.length, {
    columns,
    gutter: Math.max(0.07, 36 / (width - 70)),
    height: size.panel,
    between: size.between + heads,
  });
  const axes = Object.assign({}, ...panels.map((panel, i) => panelAxes(panel, i, grid.areas[i]!)));
  const sides = ([1, -1] as const).filter((sign) =>
    panels.some(({ ece }) => ece.reliability.some((bin) => gapSign(bin) === sign)),
  );
  return {
    data: panels.flatMap((panel, i) => panelTraces(panel, i, sides)),
    layout: themeLayout({
      title,
      subtitle: [
        ...(subtitle === undefined ? [] : [subtitle]),
        ...binnings(panels),
        ...(isPooled ? ["ECE: mean of data sets"] : []),
      ].join("; "),
      width,
      plotHeight: grid.height,
      legendRows: width < pageWidth ? 2 : 1,
      gap: heads,
      more: {
        ...axes,
        barmode: "overlay",
        bargap: 0,
        showlegend: true,
        annotations: panels.map((panel, i) => panelHead(panel, i, isNarrow ? "<br>" : ", ")),
      },
    }),
    table: {
      columns: ["panel", "low", "high", "n", "accuracy", "confidence"],
      rows: panels.flatMap(({ title: panel, ece }) =>
        ece.reliability.map(({ low, high, n, accuracy, confidence }) => [
          panel,
          low,
          high,
          n,
          accuracy,
          confidence,
        ]),
      ),
    },
  };
}

/** How the panels were binned; one text when it is the same for all, as it should be. */
function binnings(panels: readonly ReliabilityPanel[]): readonly string[] {
  return [...new Set(panels.map(({ ece }) => `${ece.bins} bins, ${ece.rule} edges`))];
}

/** Names of a panel's axes: `x`, `y` hold the diagram, the next number the counts. */
function axisNames(index: number): { x: string; y: string; below: string } {
  const suffix = (k: number): string => (k === 1 ? "" : String(k));
  return {
    x: suffix(2 * index + 1),
    y: suffix(2 * index + 1),
    below: suffix(2 * index + 2),
  };
}

/** Zooming into one panel zooms into all; the first one's axis leads. */
function linked(suffix: string, letter: "x" | "y") {
  return suffix === "" ? {} : { matches: letter };
}

function panelAxes(panel: ReliabilityPanel, index: number, area: PanelArea) {
  const { x, y, below } = axisNames(index);
  const { across: domain, first } = area;
  const within = ([low, high]: readonly [number, number]) => [area.up(low), area.up(high)];
  const max = Math.max(1, ...panel.ece.reliability.map(({ n }) => n));
  return {
    [`xaxis${x}`]: axis("", {
      domain,
      anchor: `y${y}`,
      range: [0, 1],
      ...linked(x, "x"),
      showticklabels: false,
      dtick: 0.2,
    }),
    [`yaxis${y}`]: axis(first ? "accuracy" : "", {
      domain: within(diagram),
      anchor: `x${x}`,
      range: [0, 1],
      ...linked(y, "y"),
      dtick: 0.2,
      tickformat: ".1f",
      showticklabels: first,
    }),
    [`xaxis${below}`]: axis("confidence", {
      domain,
      anchor: `y${below}`,
      range: [0, 1],
      matches: "x",
      dtick: 0.2,
      tickformat: ".1f",
    }),
    [`yaxis${below}`]: axis(first ? "samples" : "", {
      domain: within(counts),
      anchor: `x${below}`,
      range: [0, 1.1 * max],
      nticks: 3,
      tickformat: "~s",
    }),
  };
}

/** @param sides which of over- and underconfidence any panel shows */
function panelTraces(
  { ece }: ReliabilityPanel,
  index: number,
  sides: readonly (1 | -1)[],
): Trace[] {
  const { x, y, below } = axisNames(index);
  const upper = { xaxis: `x${x}`, yaxis: `y${y}` };
  const filled = ece.reliability.filter(({ n }) => n > 0);
  const bars = {
    x: filled.map(({ low, high }) => (low + high) / 2),
    width: filled.map(({ low, high }) => 0.94 * (high - low)),
  };
  const touched = {
    text: filled.map((bin) => binText(bin, ece.rule)),
    textposition: "none",
    hovertemplate: "%{text}<extra></extra>",
  };
  // One entry of the legend shows and hides its bars in all panels.
  const inLegend = (name: string) => ({
    name,
    legendgroup: name,
    showlegend: index === 0,
  });
  return [
    {
      type: "bar",
      ...inLegend("accuracy"),
      ...bars,
      ...upper,
      ...touched,
      y: filled.map(({ accuracy }) => accuracy),
      marker: { color: "#C9CED6", line: { color: "#5B6470", width: 0.8 } },
    },
    ...sides.map((sign) => ({
      ...gapTrace(filled, sign, { ...bars, ...upper, ...touched }),
      ...inLegend(sign > 0 ? "overconfident" : "underconfident"),
    })),
    {
      type: "scatter",
      mode: "lines",
      ...inLegend("perfect"),
      x: [0, 1],
      y: [0, 1],
      ...upper,
      line: { color: palette.black, width: 1, dash: "dash" },
      hoverinfo: "skip",
    },
    {
      type: "bar",
      ...bars,
      ...touched,
      y: filled.map(({ n }) => n),
      xaxis: `x${below}`,
      yaxis: `y${below}`,
      showlegend: false,
      marker: { color: "#5B6470" },
    },
  ];
}

/** What touching a bin says. */
function binText({ low, high, n, accuracy, confidence }: Bin, rule: Ece["rule"]): string {
  const [from, to] = [low, high].map((edge) => Number(edge.toFixed(3)));
  const isLeftClosed = rule === "left-closed-drop-1";
  // The outermost edges are confidences that occur: 0 and 1 belong to their bins.
  const opening = isLeftClosed || low === 0 ? "[" : "(";
  const closing = isLeftClosed && high < 1 ? ")" : "]";
  return [
    `bin ${opening}${from}, ${to}${closing}`,
    `n ${n.toLocaleString("en-US")}`,
    `accuracy ${accuracy.toFixed(3)}`,
    `confidence ${confidence.toFixed(3)}`,
    `gap ${signed(confidence - accuracy, 3)}`,
  ].join("<br>");
}

function gapSign({ n, accuracy, confidence }: Bin): number {
  return n === 0 ? 0 : Math.sign(confidence - accuracy);
}

/** Bars from accuracy to confidence for the bins that lie on one side of the diagonal. */
function gapTrace(bins: readonly Bin[], sign: 1 | -1, bars: Trace): Trace {
  const colour = sign > 0 ? overconfident : underconfident;
  const gaps = bins.map(({ accuracy, confidence }) => confidence - accuracy);
  return {
    type: "bar",
    ...bars,
    base: bins.map(({ accuracy }) => accuracy),
    y: bins.map((bin, i) => (gapSign(bin) === sign ? gaps[i] : null)),
    marker: { color: withOpacity(colour, 0.5), line: { color: colour, width: 1 } },
  };
}

/** Size of the numbers above a panel, pixels. */
const HEAD_FONT = 9.5;

/** The numbers of a panel, in lines. */
function headLines({ ece, datasetMeanEce, gap }: ReliabilityPanel): readonly string[][] {
  return [
    [
      `ECE ${percent(datasetMeanEce ?? ece.value)}`,
      ...(datasetMeanEce === undefined ? [] : [`pooled ${percent(ece.value)}`]),
    ],
    [
      ...(gap === undefined ? [] : [`gap ${signed(100 * gap, 1)} %`]),
      `n = ${ece.n.toLocaleString("en-US")}`,
    ],
  ];
}

/**
 * Title and numbers stand above their panel: inside, bars may be anywhere.
 * @param separator between the numbers of a line, which a narrow panel has one below the other
 */
function panelHead(panel: ReliabilityPanel, index: number, separator: string) {
  const { x, y } = axisNames(index);
  const axisRefs = { xref: `x${x} domain`, yref: `y${y} domain` };
  const [[error, ...pooled], numbers] = headLines(panel) as [string[], string[]];
  const small = [
    [`<b>${error}</b>`, ...pooled].join(separator),
    numbers.join(separator),
  ].join("<br>");
  const text = `${panel.title}<br><span style="font-size:${HEAD_FONT}px">${small}</span>`;
  return panelTitle(text, axisRefs);
}
