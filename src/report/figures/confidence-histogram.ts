import type { Bin } from "../../metrics/bins";
import type { SignedGap } from "../../metrics/signed-gap";
import type { Figure, Trace } from "../figure";
import { signed } from "../markdown-table";
import { axis, note, pageWidth, panelTitle, palette, themeLayout } from "../theme";

export interface ConfidencePanel {
  readonly title: string;
  /** Bins of the confidences, for instance `Ece.reliability`. */
  readonly bins: readonly Bin[];
  readonly gap: SignedGap;
}

/**
 * Share of samples per confidence bin with two lines: mean confidence and accuracy (Guo et al. 2017,
 * figure 1, top). The distance of the lines is the signed confidence gap.
 * @param panels one or more, from left to right
 */
export function confidenceHistogram(
  panels: readonly ConfidencePanel[],
  options: { readonly title: string; readonly subtitle?: string; readonly width?: number },
): Figure {
  const most = Math.max(
    ...panels.flatMap(({ bins, gap }) => bins.map(({ n }) => n / gap.n)),
  );
  // Room for the notes above the bars.
  const top = 1.4 * most;
  return {
    data: panels.flatMap((panel, i) => traces(panel, i, top)),
    layout: themeLayout({
      width: pageWidth,
      ...options,
      plotHeight: 190,
      gap: 26,
      more: {
        bargap: 0,
        grid: { rows: 1, columns: panels.length, pattern: "independent", xgap: Math.max(0.08, 0.05 * panels.length) },
        ...Object.assign({}, ...panels.map((_, i) => axes(i, top))),
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

const suffix = (index: number): string => (index === 0 ? "" : String(index + 1));

function axes(index: number, top: number) {
  const ticks = { dtick: 0.2, tickformat: ".1f" };
  return {
    [`xaxis${suffix(index)}`]: axis("confidence", { range: [0, 1], ...ticks }),
    [`yaxis${suffix(index)}`]: axis(index === 0 ? "share of samples" : "", {
      range: [0, top],
      tickformat: ".0%",
      showticklabels: index === 0,
    }),
  };
}

function traces({ bins, gap }: ConfidencePanel, index: number, top: number): Trace[] {
  const place = {
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
    ...place,
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
      ...place,
      marker: { color: "#C9CED6", line: { color: "#5B6470", width: 0.8 } },
      hovertemplate: "%{y:.1%} of the samples<extra></extra>",
    },
    line("mean confidence", gap.confidence, palette.black, "solid"),
    line("accuracy", gap.accuracy, palette.vermillion, "dash"),
  ];
}

function notes({ title, gap }: ConfidencePanel, index: number) {
  const place = {
    xref: `x${suffix(index)} domain`,
    yref: `y${suffix(index)} domain`,
    xanchor: "left",
  };
  const text = `gap ${signed(100 * gap.value, 1)} %<br>n = ${gap.n.toLocaleString("en-US")}`;
  return [
    panelTitle(title, place),
    note(text, { ...place, x: 0.02, y: 0.97, yanchor: "top" }),
  ];
}
