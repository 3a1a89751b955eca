import { intervalName } from "../../analysis/interval-name";
import { axisTitle } from "../../metrics/definition/metric-unit";
import { type MetricKey, metricOf } from "../../metrics/registry";
import type { Figure, Trace } from "../rendering/figure";
import { sizedFigure } from "../rendering/sized-figure";
import { coloursOf, classSetStyles, withOpacity } from "../rendering/palette";
import {
  brokenName,
  fittingFontSize,
  MIN_FONT,
  legendRowsOf,
  textWidth,
} from "../rendering/text-fit";
import { axis, note, panelTitle, themeLayout } from "../rendering/theme";
import { type BarPlaces, barPlaces, barWidth } from "./bar-places";

/** A value with its interval; a fraction, or a distance with `scale` 1. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** What the value would be if nothing were wrong but the number of samples; drawn as a line across the bar. */
  readonly floor?: number | undefined;
}

export interface MethodEstimates {
  /** Key of the metric, which says how it is printed; `ece` by default. */
  readonly metric?: MetricKey;
  /** Identifier that fixes the colour, for instance `coop+dor`. */
  readonly method: string;
  /** Name on the axis. */
  readonly title: string;
  /** What it was evaluated on, where methods are drawn in groups, for instance a kind of data sets. */
  readonly group?: string;
  readonly base: Estimate;
  readonly new: Estimate;
  /** The paper's numbers, fractions; drawn as diamonds. */
  readonly published?: { readonly base: number; readonly new: number };
}

export interface EceBarsOptions {
  readonly title: string;
  readonly subtitle?: string;
  /** Axis title; by default that of the metric: `ECE, mean of data sets (%)`. */
  readonly quantity?: string;
  /** What values are multiplied by for print; by default as the metric says. */
  readonly scale?: 100 | 1;
  /** Decimals of the values in the bars; by default as the metric says. */
  readonly digits?: number;
  /** What the whiskers are; the intervals of `methodEstimates` by default. */
  readonly interval?: string;
  readonly width?: number;
}

type ClassSet = "base" | "new";

/**
 * Bars of ECE, or of another quantity, per method: base classes light and new classes full, with intervals and values.
 * Methods of one group stand together under its title.
 */
export function eceBars(
  methods: readonly MethodEstimates[],
  options: EceBarsOptions,
): Figure {
  return sizedFigure((width) => figureAtWidth(methods, options, width), options.width);
}

function figureAtWidth(
  methods: readonly MethodEstimates[],
  options: EceBarsOptions,
  width: number,
): Figure {
  const metric = metricOf(methods[0]?.metric ?? "ece");
  const { title, subtitle, quantity = axisTitle(metric, "mean of data sets") } = options;
  const { interval = intervalName() } = options;
  const { scale = metric.scale, digits = metric.digits } = options;
  const hasPublished = methods.some(({ published }) => published !== undefined);
  const { base, new: onNew } = classSetStyles;
  const places = barPlaces(methods.map(({ group }) => group));
  const floor = floors(methods, scale, places);
  const entries = [
    ...[base.name, onNew.name, ...(hasPublished ? [PUBLISHED] : [])],
    ...floor.map(({ name }) => String(name)),
  ];
  const slot = (width - 70) / places.end;
  const names = methods.map((entry) => brokenName(entry.title, slot));
  return {
    data: [
      bars(methods, "base", scale, places),
      bars(methods, "new", scale, places),
      ...floor,
      ...(hasPublished ? [diamonds(methods, scale, places)] : []),
    ],
    layout: themeLayout({
      title,
      subtitle: subtitle === undefined ? interval : `${subtitle}; whiskers: ${interval}`,
      width,
      legendRows: legendRowsOf(entries, width),
      plotHeight: 230,
      ...(places.groups.length > 0 ? { gap: GROUP_TITLE } : {}),
      margin: { b: names.some((name) => name.includes("<br>")) ? 56 : 46 },
      more: {
        xaxis: axis("", {
          tickvals: places.middles,
          ticktext: names,
          tickangle: 0,
          range: [-0.05, places.end + 0.05],
          ticks: "",
          ticklabelstandoff: 18,
          showgrid: false,
          zeroline: false,
        }),
        yaxis: axis(quantity, {
          range: [1.06 * scale * lowest(methods), 1.06 * scale * highest(methods)],
          ...(lowest(methods) < 0 ? { zeroline: true, zerolinecolor: "#222222" } : {}),
        }),
        annotations: [
          ...valueLabels(methods, { scale, digits, slot, places }),
          ...places.groups.map(({ title: group, left }) =>
            panelTitle(group, { x: left, xref: "x", yref: "paper" }),
          ),
        ],
      },
    }),
    table: {
      columns: [
        ...(places.groups.length > 0 ? ["group"] : []),
        ...["method", "class set", "value", "low", "high", "floor", "published"],
      ],
      rows: methods.flatMap((entry) =>
        (["base", "new"] as const).map((classSet) => {
          const { value, low, high, floor = "" } = entry[classSet];
          const published = entry.published?.[classSet] ?? "";
          return [
            ...(places.groups.length > 0 ? [entry.group ?? ""] : []),
            ...[entry.title, classSet, value, low, high, floor, published],
          ];
        }),
      ),
    },
  };
}

/** The largest of all values, upper ends of intervals and published numbers. */
function highest(methods: readonly MethodEstimates[]): number {
  return Math.max(
    ...methods.flatMap(({ base, new: onNew, published }) => [
      ...[base, onNew].flatMap(({ value, high, floor = 0 }) => [value, high, floor]),
      ...(published === undefined ? [] : [published.base, published.new]),
    ]),
  );
}

/** The smallest lower end of an interval where one is below 0, as gaps have it. */
function lowest(methods: readonly MethodEstimates[]): number {
  return Math.min(0, ...methods.flatMap((entry) => [entry.base.low, entry.new.low]));
}

const PUBLISHED = "published (real CLIP, 11 data sets)";

/** Pixels between the legend and the plot where titles of groups stand there. */
const GROUP_TITLE = 24;

function bars(
  methods: readonly MethodEstimates[],
  classSet: ClassSet,
  scale: number,
  { centre }: BarPlaces,
): Trace {
  const colours = coloursOf(methods.map(({ method }) => method));
  const values = methods.map((entry) => entry[classSet]);
  return {
    type: "bar",
    name: classSetStyles[classSet].name,
    x: methods.map((_, i) => centre(i, classSet)),
    y: values.map(({ value }) => scale * value),
    width: barWidth,
    marker: {
      color: methods.map(({ method }) =>
        withOpacity(colours.get(method)!, classSetStyles[classSet].opacity),
      ),
    },
    error_y: {
      type: "data",
      symmetric: false,
      array: values.map(({ value, high }) => scale * (high - value)),
      arrayminus: values.map(({ value, low }) => scale * (value - low)),
      color: "#222222",
      thickness: 1,
      width: 3,
    },
    customdata: methods.map(({ title, group }) =>
      group === undefined ? title : `${title}, ${group}`,
    ),
    hovertemplate: `%{customdata}, ${classSetStyles[classSet].name}: %{y:.4~g}${scale === 100 ? " %" : ""}<extra></extra>`,
  };
}

const FLOOR = "expected for a calibrated model";

/** A line across each bar at its floor, as one trace; none where no value has one. */
function floors(
  methods: readonly MethodEstimates[],
  scale: number,
  { centre }: BarPlaces,
): readonly Trace[] {
  const lines = methods.flatMap((entry, i) =>
    (["base", "new"] as const).flatMap((classSet) => {
      const { floor } = entry[classSet];
      const half = barWidth / 2;
      return floor === undefined
        ? []
        : [
            {
              y: scale * floor,
              ends: [centre(i, classSet) - half, centre(i, classSet) + half],
            },
          ];
    }),
  );
  if (lines.length === 0) return [];
  return [
    {
      type: "scatter",
      mode: "lines",
      name: FLOOR,
      x: lines.flatMap(({ ends }) => [...ends, null]),
      y: lines.flatMap(({ y }) => [y, y, null]),
      line: { color: "#222222", width: 1.5, dash: "dot" },
      hovertemplate: `${FLOOR}: %{y:.4~g}${scale === 100 ? " %" : ""}<extra></extra>`,
    },
  ];
}

function diamonds(
  methods: readonly MethodEstimates[],
  scale: number,
  { centre }: BarPlaces,
): Trace {
  const points = methods.flatMap(({ published }, i) =>
    published === undefined
      ? []
      : (["base", "new"] as const).map((classSet) => [
          centre(i, classSet),
          scale * published[classSet],
        ]),
  );
  return {
    type: "scatter",
    mode: "markers",
    name: PUBLISHED,
    x: points.map(([x]) => x),
    y: points.map(([, y]) => y),
    marker: {
      symbol: "diamond",
      size: 7,
      color: "#FFFFFF",
      line: { color: "#222222", width: 1.2 },
    },
    hovertemplate: "published: %{y:.2f} %<extra></extra>",
  };
}

interface LabelOptions {
  readonly scale: number;
  readonly digits: number;
  /** Pixels of a method. */
  readonly slot: number;
  readonly places: BarPlaces;
}

/** Values stand below their bars, where neither whiskers nor diamonds lie over them; all of one size. */
function valueLabels(
  methods: readonly MethodEstimates[],
  { scale, digits, slot, places }: LabelOptions,
) {
  const values = methods.flatMap((entry, i) =>
    (["base", "new"] as const).map((classSet) => ({
      value: scale * entry[classSet].value,
      x: places.centre(i, classSet),
    })),
  );
  const room = (barWidth + 0.02) * slot;
  const texts = (decimals: number) =>
    values.map(({ value, x }) => ({ text: value.toFixed(decimals), x }));
  // Narrow bars have room for a decimal less; the table has all.
  const fits = texts(digits).every(({ text }) => textWidth(text, MIN_FONT) <= room);
  const labels = fits ? texts(digits) : texts(Math.max(0, digits - 1));
  const size = Math.min(...labels.map(({ text }) => fittingFontSize(text, room)));
  return labels.map(({ text, x }) =>
    note(text, {
      font: { size },
      x,
      y: 0,
      yref: "paper",
      yanchor: "top",
      xanchor: "center",
      bgcolor: "rgba(0,0,0,0)",
      borderpad: 1,
    }),
  );
}
