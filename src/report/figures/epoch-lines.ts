import type { Figure, Trace } from "../rendering/figure";
import { sizedFigure } from "../rendering/sized-figure";
import { coloursOf, classSetStyles, withOpacity } from "../rendering/palette";
import { legendRowsOf } from "../rendering/text-fit";
import { axis, themeLayout } from "../rendering/theme";

export interface EpochSeries {
  /** Identifier that fixes the colour, for instance `coop`. */
  readonly method: string;
  /** Name in the legend. */
  readonly title: string;
  /** Fixes the line: dotted for base classes, solid otherwise. */
  readonly classSet?: "base" | "new";
  /** Epochs, steps, images, or values of a setting; rising. */
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Spread around y (for instance over seeds), drawn as a band; same length as y. */
  readonly band?: { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> };
}

export interface EpochLinesOptions {
  readonly title: string;
  readonly subtitle?: string;
  /** Axis titles; x is `epoch` by default. */
  readonly x?: string;
  readonly y: string;
  /** Logarithmic y axis; default no. */
  readonly log?: boolean;
  /** Names of the values 0, 1, ... of an axis that shows the values of a setting evenly. */
  readonly ticks?: readonly string[];
  readonly width?: number;
}

/**
 * Any quantity over the course of training (loss, FD score, gap, learning rate) or over a setting.
 * @param series one line each
 */
export function epochLines(
  series: readonly EpochSeries[],
  options: EpochLinesOptions,
): Figure {
  return sizedFigure((width) => figureAtWidth(series, options, width), options.width);
}

function figureAtWidth(
  series: readonly EpochSeries[],
  { x = "epoch", y, log = false, ticks, ...header }: EpochLinesOptions,
  width: number,
): Figure {
  const colours = coloursOf([...new Set(series.map(({ method }) => method))]);
  return {
    data: series.flatMap((line) =>
      lineTraces(line, colours.get(line.method)!, ticks !== undefined),
    ),
    layout: themeLayout({
      ...header,
      width,
      legendRows: legendRowsOf(
        series.map(({ title }) => title),
        width,
      ),
      more: {
        showlegend: series.length > 1,
        xaxis: axis(x, {
          zeroline: false,
          ...(ticks === undefined
            ? {}
            : {
                tickvals: ticks.map((_, index) => index),
                ticktext: ticks,
                // The outer values, and their labels, stand off the edges.
                range: [-0.12, ticks.length - 0.88],
              }),
        }),
        yaxis: axis(y, { type: log ? "log" : "linear", zeroline: false }),
      },
    }),
    table: {
      columns: ["series", x, y, "low", "high"],
      rows: series.flatMap(({ title, x: xs, y: ys, band }) =>
        Array.from(xs, (value, i) => [
          title,
          ticks?.[value] ?? value,
          ys[i]!,
          band?.low[i] ?? "",
          band?.high[i] ?? "",
        ]),
      ),
    },
  };
}

/** @param markers whether the measured values are shown as points, of lines that have a band */
function lineTraces(
  { title, classSet, x, y, band }: EpochSeries,
  colour: string,
  markers: boolean,
): Trace[] {
  const common = { type: "scatter", mode: "lines", x: Array.from(x) };
  const line: Trace = {
    ...common,
    ...(markers && band !== undefined ? { mode: "lines+markers" } : {}),
    marker: { size: 6, symbol: classSetStyles[classSet ?? "new"].symbol },
    name: title,
    y: Array.from(y),
    line: {
      color: colour,
      width: 1.8,
      dash: classSet === "base" ? classSetStyles.base.dash : "solid",
    },
    hovertemplate: `${title}, %{x}: %{y:.4g}<extra></extra>`,
  };
  if (band === undefined) return [line];
  const edge = { ...common, line: { width: 0 }, hoverinfo: "skip", showlegend: false };
  return [
    { ...edge, y: Array.from(band.low) },
    {
      ...edge,
      y: Array.from(band.high),
      fill: "tonexty",
      fillcolor: withOpacity(colour, 0.15),
    },
    line,
  ];
}
