import type { Trace } from "../rendering/figure";
import { classSetStyles, coloursOf, withOpacity } from "../rendering/palette";
import { type BarPlaces, barWidth } from "./bar-places";
import type { MethodEstimates } from "./method-estimates";

type ClassSet = "base" | "new";

/** What the diamonds are. */
export const PUBLISHED = "published (real CLIP, 11 data sets)";

/** Bars of one class set, with whiskers as long as the intervals. */
export function bars(
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
export function floors(
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

/** The paper's numbers. */
export function diamonds(
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
