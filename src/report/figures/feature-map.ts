import type { Figure, Trace } from "../rendering/figure";
import { panelGrid, panelsInRow } from "../rendering/panel-grid";
import { sizedFigure } from "../rendering/sized-figure";
import { palette, classSetStyles } from "../rendering/palette";
import { legendRowsOf } from "../rendering/text-fit";
import { axis, panelTitle, themeLayout } from "../rendering/theme";

/** Pixels around the panels. */
const MARGIN = { l: 20, r: 14, b: 14 } as const;

/** Text features of one method in the plane, with those of the prompt templates. */
export interface FeatureMapPanel {
  readonly title: string;
  readonly labels: readonly {
    readonly className: string;
    readonly classSet: "base" | "new";
    /** Prompt template, and tuned. */
    readonly before: readonly [number, number];
    readonly after: readonly [number, number];
  }[];
}

export interface FeatureMapOptions {
  readonly title: string;
  readonly subtitle?: string;
  /** What the axes are. */
  readonly axes: string;
  readonly width?: number;
}

/** Panels with one scale: a line leads from each prompt template's feature (grey) to the tuned one. */
export function featureMap(
  panels: readonly FeatureMapPanel[],
  options: FeatureMapOptions,
): Figure {
  return sizedFigure((width) => figureAtWidth(panels, options, width), options.width);
}

function figureAtWidth(
  panels: readonly FeatureMapPanel[],
  options: FeatureMapOptions,
  width: number,
): Figure {
  const points = panels.flatMap(({ labels }) =>
    labels.flatMap(({ before, after }) => [before, after]),
  );
  const reach = 1.06 * Math.max(...points.flat().map(Math.abs));
  const range = [-reach, reach];
  const columns = panelsInRow(panels.length, width);
  const grid = panelGrid(panels.length, {
    columns,
    gutter: 0.03,
    height: (width - 40) / columns - 12,
    between: 30,
  });
  const suffix = (i: number): string => (i === 0 ? "" : String(i + 1));
  const traces = panels.flatMap(({ labels }, i): Trace[] => {
    const on = { xaxis: `x${suffix(i)}`, yaxis: `y${suffix(i)}` };
    const moves: Trace = {
      type: "scatter",
      mode: "lines",
      x: labels.flatMap(({ before, after }) => [before[0], after[0], null]),
      y: labels.flatMap(({ before, after }) => [before[1], after[1], null]),
      line: { color: "#B0B0B0", width: 0.8 },
      hoverinfo: "skip",
      showlegend: false,
      ...on,
    };
    const marks = (["base", "new"] as const).map((classSet): Trace => {
      const own = labels.filter((label) => label.classSet === classSet);
      return {
        type: "scatter",
        mode: "markers",
        name: classSetStyles[classSet].name,
        x: own.map(({ after }) => after[0]),
        y: own.map(({ after }) => after[1]),
        text: own.map(({ className }) => className),
        marker: {
          symbol: classSetStyles[classSet].symbol,
          color: classSet === "base" ? palette.blue : palette.vermillion,
          size: 6,
        },
        showlegend: i === 0,
        hovertemplate: "%{text}<extra></extra>",
        ...on,
      };
    });
    return [moves, ...marks];
  });
  return {
    data: traces,
    layout: themeLayout({
      title: options.title,
      subtitle: [options.subtitle, options.axes].filter(Boolean).join("; "),
      width,
      legendRows: legendRowsOf(
        [classSetStyles.base.name, classSetStyles.new.name],
        width,
        MARGIN.l + MARGIN.r,
      ),
      plotHeight: grid.height,
      gap: 24,
      margin: MARGIN,
      more: {
        ...Object.assign(
          {},
          ...grid.areas.map(({ across, up }, i) => ({
            [`xaxis${suffix(i)}`]: axis("", {
              domain: across,
              anchor: `y${suffix(i)}`,
              range,
              showticklabels: false,
              ticks: "",
              mirror: true,
            }),
            [`yaxis${suffix(i)}`]: axis("", {
              domain: [up(0), up(1)],
              anchor: `x${suffix(i)}`,
              range,
              showticklabels: false,
              ticks: "",
              mirror: true,
            }),
          })),
        ),
        annotations: panels.map(({ title }, i) =>
          panelTitle(title, { xref: `x${suffix(i)} domain`, yref: `y${suffix(i)} domain` }),
        ),
      },
    }),
    table: {
      columns: [
        "method",
        "class",
        "class set",
        "before x",
        "before y",
        "after x",
        "after y",
      ],
      rows: panels.flatMap(({ title, labels }) =>
        labels.map(({ className, classSet, before, after }) => [
          title,
          className,
          classSet,
          ...before,
          ...after,
        ]),
      ),
    },
  };
}
