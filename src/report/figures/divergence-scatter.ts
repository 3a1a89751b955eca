import type { Figure, Trace } from "../rendering/figure";
import { sizedFigure } from "../rendering/sized-figure";
import { coloursOf, classSetStyles } from "../rendering/palette";
import { legendRowsOf } from "../rendering/text-fit";
import { axis, note, themeLayout } from "../rendering/theme";

/** One run, or the mean of one data set's runs. */
export interface DivergencePoint {
  readonly dataset: string;
  readonly method: string;
  /** Name in the legend. */
  readonly title: string;
  readonly classSet: "base" | "new";
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
  options: DivergenceScatterOptions,
): Figure {
  return sizedFigure((width) => figureAtWidth(points, options, width), options.width);
}

function figureAtWidth(
  points: readonly DivergencePoint[],
  { divergence, gap, correlation, ...header }: DivergenceScatterOptions,
  width: number,
): Figure {
  const colours = coloursOf([...new Set(points.map(({ method }) => method))]);
  const traces = [...colours]
    .flatMap(([method, colour]) =>
      (["base", "new"] as const).map((classSet) => {
        const group = points.filter(
          (point) => point.method === method && point.classSet === classSet,
        );
        return group.length === 0 ? [] : [markers(group, colour)];
      }),
    )
    .flat();
  const notes =
    correlation === undefined
      ? []
      : [`${correlation.name} = ${correlation.value.toFixed(2)}, ${points.length} points`];
  return {
    data: traces,
    layout: themeLayout({
      ...header,
      width,
      plotHeight: 270,
      gap: 14,
      legendRows: legendRowsOf(
        traces.map(({ name }) => String(name)),
        width,
      ),
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
      columns: ["data set", "method", "class set", "divergence", "gap"],
      rows: points.map((point) => [
        point.dataset,
        point.title,
        point.classSet,
        point.divergence,
        point.gap,
      ]),
    },
  };
}

function markers(group: readonly DivergencePoint[], colour: string): Trace {
  const { title, classSet } = group[0]!;
  return {
    type: "scatter",
    mode: "markers",
    name: `${title}, ${classSet}`,
    x: group.map((point) => point.divergence),
    y: group.map((point) => 100 * point.gap),
    marker: {
      symbol: classSetStyles[classSet].symbol,
      color: colour,
      size: 7,
      opacity: 0.9,
      line: { width: classSet === "base" ? 1.4 : 0 },
    },
    text: group.map(({ dataset }) => dataset),
    hovertemplate: `%{text}, ${title}, ${classSet}: %{x:.3f}, %{y:+.1f} %<extra></extra>`,
  };
}
