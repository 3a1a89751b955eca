import type { Figure } from "../rendering/figure";
import { signed } from "../tables/markdown-table";
import { panelGrid, panelsInRow } from "../rendering/panel-grid";
import { sizedFigure } from "../rendering/sized-figure";
import { textWidth } from "../rendering/text-fit";
import { pageWidth, panelTitle, percent, themeLayout } from "../rendering/theme";
import { axisNames, panelAxes } from "./reliability-axes";
import type { ReliabilityPanel } from "./reliability-panel";
import { gapSign, panelTraces } from "./reliability-traces";

export interface ReliabilityOptions {
  readonly title: string;
  readonly subtitle?: string;
  /** Pixels; default a page. */
  readonly width?: number;
}

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
  const axes = Object.assign(
    {},
    ...panels.map((panel, i) => panelAxes(panel, i, grid.areas[i]!)),
  );
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
        annotations: panels.map((panel, i) =>
          panelHead(panel, i, isNarrow ? "<br>" : ", "),
        ),
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
