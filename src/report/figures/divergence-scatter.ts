import type { Figure, Trace } from "../figure";
import { axis, coloursOf, note, splitStyles, themeLayout } from "../theme";

/** One run, or the mean of one data set's runs. */
export interface DivergencePoint {
  readonly dataset: string;
  readonly method: string;
  /** Name in the legend. */
  readonly title: string;
  readonly split: "base" | "new";
  /** Textual divergence, in the unit that the axis title names. */
  readonly divergence: number;
  /** Signed confidence gap or ECE, a fraction. */
  readonly gap: number;
}

export interface DivergenceScatterOptions {
  readonly title: string;
  readonly subtitle?: string;
  /** Axis title, for instance `FD score relative to zero-shot`. */
  readonly divergence: string;
  /** Axis title, for instance `confidence minus accuracy (%)`. */
  readonly gap: string;
  /** Correlation of the points, as computed by the caller; shown when given. */
  readonly correlation?: { readonly value: number; readonly name: string };
  readonly width?: number;
}

/** Divergence of the text features against miscalibration, one marker per point. */
export function divergenceScatter(
  points: readonly DivergencePoint[],
  { divergence, gap, correlation, ...header }: DivergenceScatterOptions,
): Figure {
  const colours = coloursOf([...new Set(points.map(({ method }) => method))]);
  const groups = [...colours.keys()].flatMap((method) =>
    (["base", "new"] as const).map((split) =>
      points.filter((point) => point.method === method && point.split === split),
    ),
  );
  const notes =
    correlation === undefined
      ? []
      : [`${correlation.name} = ${correlation.value.toFixed(2)}, ${points.length} points`];
  return {
    data: groups
      .filter((group) => group.length > 0)
      .map((group) => markers(group, colours.get(group[0]!.method)!)),
    layout: themeLayout({
      ...header,
      plotHeight: 270,
      gap: 14,
      legendRows: Math.ceil(groups.filter((group) => group.length > 0).length / 3),
      more: {
        xaxis: axis(divergence, { zeroline: false }),
        yaxis: axis(gap),
        annotations: notes.map((text) =>
          note(text, {
            xref: "paper",
            yref: "paper",
            x: 0.01,
            y: 0.99,
            xanchor: "left",
            yanchor: "top",
          }),
        ),
      },
    }),
    table: {
      columns: ["data set", "method", "split", "divergence", "gap"],
      rows: points.map((point) => [
        point.dataset,
        point.title,
        point.split,
        point.divergence,
        point.gap,
      ]),
    },
  };
}

function markers(group: readonly DivergencePoint[], colour: string): Trace {
  const { title, split } = group[0]!;
  return {
    type: "scatter",
    mode: "markers",
    name: `${title}, ${split}`,
    x: group.map((point) => point.divergence),
    y: group.map((point) => 100 * point.gap),
    marker: {
      symbol: splitStyles[split].symbol,
      color: colour,
      size: 7,
      opacity: 0.9,
      line: { width: split === "base" ? 1.4 : 0 },
    },
    text: group.map(({ dataset }) => dataset),
    hovertemplate: `%{text}, ${title}, ${split}: %{x:.3f}, %{y:+.1f} %<extra></extra>`,
  };
}
