import { intervalName } from "../../analysis/interval-name";
import { axisTitle } from "../../metrics/definition/metric-unit";
import { metricOf } from "../../metrics/registry";
import type { Figure } from "../rendering/figure";
import { sizedFigure } from "../rendering/sized-figure";
import { classSetStyles } from "../rendering/palette";
import { axisNames, legendRowsOf } from "../rendering/text-fit";
import { axis, panelTitle, themeLayout } from "../rendering/theme";
import { barPlaces, barWidth } from "./bar-places";
import { bars, diamonds, floors, PUBLISHED } from "./bar-traces";
import { barValues } from "./bar-values";
import type { MethodEstimates } from "./method-estimates";

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
  const names = axisNames(
    methods.map((entry) => entry.title),
    slot,
  );
  const values = barValues(
    methods.flatMap((entry, i) =>
      (["base", "new"] as const).map((classSet) => ({
        value: scale * entry[classSet].value,
        x: places.centre(i, classSet),
      })),
    ),
    digits,
    (barWidth + 0.02) * slot,
  );
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
      margin: { b: AROUND_NAMES + values.height + names.height },
      more: {
        xaxis: axis("", {
          tickvals: places.middles,
          ticktext: names.texts,
          tickangle: names.angle,
          range: [-0.05, places.end + 0.05],
          ticks: "",
          ticklabelstandoff: values.height + BELOW_VALUES,
          showgrid: false,
          zeroline: false,
        }),
        yaxis: axis(quantity, {
          range: [1.06 * scale * lowest(methods), 1.06 * scale * highest(methods)],
          ...(lowest(methods) < 0 ? { zeroline: true, zerolinecolor: "#222222" } : {}),
        }),
        annotations: [
          ...values.notes,
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

/** Pixels between the values and the names below them. */
const BELOW_VALUES = 6;

/** Pixels above the values, between them and the names, and below the names. */
const AROUND_NAMES = 21;

/** Pixels between the legend and the plot where titles of groups stand there. */
const GROUP_TITLE = 24;
