import { binningNote } from "../../metrics/binned/binning-note";
import type { Bin } from "../../metrics/binned/bins";
import type { SignedGap } from "../../metrics/signed-gap";
import type { Figure, Trace } from "../rendering/figure";
import { signed } from "../tables/markdown-table";
import { panelGrid, panelsInRow, type PanelArea } from "../rendering/panel-grid";
import { sizedFigure } from "../rendering/sized-figure";
import { palette } from "../rendering/palette";
import { legendRowsOf } from "../rendering/text-fit";
import { axis, note, panelTitle, themeLayout } from "../rendering/theme";

export interface ConfidencePanel {
  readonly title: string;
  /** Bins of the confidences, for instance `Ece.reliability`. */
  readonly bins: readonly Bin[];
  readonly gap: SignedGap;
}

export interface ConfidenceHistogramOptions {
  readonly title: string;
  readonly subtitle?: string;
  readonly width?: number;
}

/**
 * Share of samples per confidence bin with two lines: mean confidence and accuracy (Guo et al. 2017,
 * figure 1, top). The distance of the lines is the signed confidence gap.
 * @param panels one or more, from left to right
 */
export function confidenceHistogram(
  panels: readonly ConfidencePanel[],
  options: ConfidenceHistogramOptions,
): Figure {
  return sizedFigure((width) => figureAtWidth(panels, options, width), options.width);
}

function figureAtWidth(
  panels: readonly ConfidencePanel[],
  options: ConfidenceHistogramOptions,
  width: number,
): Figure {
  const max = Math.max(
    ...panels.flatMap(({ bins, gap }) => bins.map(({ n }) => n / gap.n)),
  );
  // Room for the notes above the bars.
  const top = 1.4 * max;
  const columns = panelsInRow(panels.length, width);
  const apart = Math.max(0.08, 0.05 * columns);
  const grid = panelGrid(panels.length, {
    columns,
    // The numbers at the ends of two neighbouring axes need their room.
    gutter: Math.max(apart / (columns - apart), 26 / (width - 70)),
    ...size,
  });
  return {
    data: panels.flatMap((panel, i) => traces(panel, i, top)),
    layout: themeLayout({
      ...options,
      subtitle: [options.subtitle, ...binnings(panels)].filter(Boolean).join("; "),
      width,
      legendRows: legendRowsOf(["samples", "mean confidence", "accuracy"], width),
      plotHeight: grid.height,
      gap: 26,
      more: {
        bargap: 0,
        ...Object.assign({}, ...grid.areas.map((axisRefs, i) => axes(i, axisRefs, top))),
        annotations: panels.flatMap(notes),
      },
    }),
    table: {
      columns: ["panel", "low", "high", "n", "mean confidence", "accuracy"],
      rows: panels.flatMap(({ title, bins, gap }) =>
        bins.map(({ low, high, n }) => [title, low, high, n, gap.confidence, gap.accuracy]),
      ),
    },
  };
}

/** The panels' number of bins where it is not the default. */
function binnings(panels: readonly ConfidencePanel[]): readonly string[] {
  return [...new Set(panels.flatMap(({ bins }) => binningNote({ bins: bins.length })))];
}

const suffix = (index: number): string => (index === 0 ? "" : String(index + 1));

/** Pixels of a panel's height, and between two rows of panels. */
const size = { height: 190, between: 72 } as const;

function axes(index: number, { across, up, first }: PanelArea, top: number) {
  const ticks = { dtick: 0.2, tickformat: ".1f" };
  return {
    [`xaxis${suffix(index)}`]: axis("confidence", {
      domain: across,
      anchor: `y${suffix(index)}`,
      range: [0, 1],
      ...ticks,
    }),
    [`yaxis${suffix(index)}`]: axis(first ? "share of samples" : "", {
      domain: [up(0), up(1)],
      anchor: `x${suffix(index)}`,
      range: [0, top],
      tickformat: ".0%",
      showticklabels: first,
    }),
  };
}

function traces({ bins, gap }: ConfidencePanel, index: number, top: number): Trace[] {
  const axisRefs = {
    xaxis: `x${suffix(index)}`,
    yaxis: `y${suffix(index)}`,
    showlegend: index === 0,
  };
  const line = (name: string, x: number, colour: string, dash: string): Trace => ({
    type: "scatter",
    mode: "lines",
    name,
    x: [x, x],
    y: [0, top],
    ...axisRefs,
    line: { color: colour, width: 1.8, dash },
    hovertemplate: `${name} %{x:.3f}<extra></extra>`,
  });
  return [
    {
      type: "bar",
      name: "samples",
      x: bins.map(({ low, high }) => (low + high) / 2),
      width: bins.map(({ low, high }) => 0.94 * (high - low)),
      y: bins.map(({ n }) => n / gap.n),
      ...axisRefs,
      marker: { color: "#C9CED6", line: { color: "#5B6470", width: 0.8 } },
      hovertemplate: "%{y:.1%} of the samples<extra></extra>",
    },
    line("mean confidence", gap.confidence, palette.black, "solid"),
    line("accuracy", gap.accuracy, palette.vermillion, "dash"),
  ];
}

function notes({ title, gap }: ConfidencePanel, index: number) {
  const axisRefs = {
    xref: `x${suffix(index)} domain`,
    yref: `y${suffix(index)} domain`,
    xanchor: "left",
  };
  const text = `gap ${signed(100 * gap.value, 1)} %<br>n = ${gap.n.toLocaleString("en-US")}`;
  return [
    panelTitle(title, axisRefs),
    note(text, { ...axisRefs, x: 0.02, y: 0.97, yanchor: "top" }),
  ];
}
