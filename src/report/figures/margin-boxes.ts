import type { Figure, Trace } from "../rendering/figure";
import { sizedFigure } from "../rendering/sized-figure";
import { coloursOf, classSetStyles, withOpacity } from "../rendering/palette";
import { brokenName, legendRowsOf } from "../rendering/text-fit";
import { axis, themeLayout } from "../rendering/theme";

/** Distribution of a quantity over the samples of one method and class set. */
export interface MarginBox {
  readonly method: string;
  readonly title: string;
  readonly classSet: "base" | "new";
  /** At the shares 0.05, 0.25, 0.5, 0.75 and 0.95. */
  readonly quantiles: readonly number[];
  readonly mean: number;
  readonly n: number;
}

export interface MarginBoxesOptions {
  readonly title: string;
  readonly subtitle?: string;
  readonly quantity: string;
  readonly width?: number;
}

/** Boxes from the lower to the upper quartile with the median, whiskers over 90 % of the samples, and the mean as a point. */
export function marginBoxes(
  boxes: readonly MarginBox[],
  options: MarginBoxesOptions,
): Figure {
  return sizedFigure((width) => figureAtWidth(boxes, options, width), options.width);
}

function figureAtWidth(
  boxes: readonly MarginBox[],
  { quantity, ...header }: MarginBoxesOptions,
  width: number,
): Figure {
  const methods = [...new Set(boxes.map(({ method }) => method))];
  const colours = coloursOf(methods);
  const positionOf = ({ method, classSet }: MarginBox): number =>
    methods.indexOf(method) + (classSet === "base" ? -0.2 : 0.2);
  const bodies = boxes.map((box): Trace => {
    const colour = colours.get(box.method)!;
    const [low, q1, median, q3, high] = box.quantiles;
    return {
      type: "box",
      x: [positionOf(box)],
      q1: [q1],
      median: [median],
      q3: [q3],
      lowerfence: [low],
      upperfence: [high],
      mean: [box.mean],
      boxpoints: false,
      width: 0.32,
      line: { color: colour, width: 1.4 },
      fillcolor: withOpacity(colour, box.classSet === "base" ? 0.12 : 0.5),
      showlegend: false,
      hoverinfo: "y",
    };
  });
  const means = (["base", "new"] as const).map((classSet): Trace => {
    const own = boxes.filter((box) => box.classSet === classSet);
    return {
      type: "scatter",
      mode: "markers",
      name: `mean, ${classSetStyles[classSet].name}`,
      x: own.map(positionOf),
      y: own.map(({ mean }) => mean),
      marker: { symbol: classSetStyles[classSet].symbol, color: "#222222", size: 7 },
      hovertemplate: "mean %{y:.2f}<extra></extra>",
    };
  });
  return {
    data: [...bodies, ...means],
    layout: themeLayout({
      ...header,
      width,
      legendRows: legendRowsOf(
        means.map(({ name }) => String(name)),
        width,
      ),
      more: {
        xaxis: axis("", {
          tickvals: methods.map((_, i) => i),
          ticktext: methods.map((method) => {
            const { title } = boxes.find((box) => box.method === method)!;
            return brokenName(title, (width - 70) / methods.length);
          }),
          range: [-0.55, methods.length - 0.45],
          ticks: "",
          showgrid: false,
          zeroline: false,
        }),
        yaxis: axis(quantity, { rangemode: "tozero" }),
      },
    }),
    table: {
      columns: ["method", "class set", "n", "mean", "q05", "q25", "q50", "q75", "q95"],
      rows: boxes.map(({ title, classSet, n, mean, quantiles }) => [
        title,
        classSet,
        n,
        mean,
        ...quantiles,
      ]),
    },
  };
}
