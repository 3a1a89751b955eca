import type { Figure } from "../rendering/figure";
import { sizedFigure } from "../rendering/sized-figure";
import { palette } from "../rendering/palette";
import { fittingFontSize, textWidth } from "../rendering/text-fit";
import { axis, note, themeLayout } from "../rendering/theme";

/** Values of rows by columns; undefined where there is none. */
export interface MetricGrid {
  readonly title: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** [row][column], in the unit of print. */
  readonly values: readonly (readonly (number | undefined)[])[];
}

export interface MetricGridOptions {
  readonly title: string;
  readonly subtitle?: string;
  /** Name of the quantity, for the csv and when pointed at. */
  readonly quantity: string;
  readonly width?: number;
}

/** Grids of numbers, one below the other, on one scale of colour from white (small) to orange. */
export function metricGrid(
  grids: readonly MetricGrid[],
  options: MetricGridOptions,
): Figure {
  return sizedFigure((width) => figureAtWidth(grids, options, width), options.width);
}

/** Least pixels of a column whose name stands aslant. */
const SLANTED = 30;
/** Pixels left and right of the grids. */
const SIDES = { l: 110, r: 14 } as const;

function figureAtWidth(
  grids: readonly MetricGrid[],
  { quantity, ...header }: MetricGridOptions,
  width: number,
): Figure {
  const cell =
    (width - SIDES.l - SIDES.r) / Math.max(...grids.map(({ columns }) => columns.length));
  const size = fittingFontSize("88.8", cell);
  const isUpright = cell < SLANTED;
  const longest = Math.max(
    ...grids.flatMap(({ columns }) => columns.map((name) => textWidth(name, 10))),
  );
  const known = grids
    .flatMap(({ values }) => values.flat())
    .flatMap((value) => value ?? []);
  const [min, max] = [Math.min(...known), Math.max(...known)];
  const rowHeight = 24;
  const gap = 34;
  const heights = grids.map(({ rows }) => rows.length * rowHeight);
  const total = heights.reduce((sum, height) => sum + height, 0) + gap * (grids.length - 1);
  const domains = grids.map((_, i) => {
    const above = heights.slice(0, i).reduce((sum, height) => sum + height + gap, 0);
    return [1 - (above + heights[i]!) / total, 1 - above / total];
  });
  const suffix = (i: number): string => (i === 0 ? "" : String(i + 1));
  const axes = grids.map(({ rows, columns }, i) => ({
    [`xaxis${suffix(i)}`]: axis("", {
      anchor: `y${suffix(i)}`,
      tickvals: columns.map((_, c) => c),
      ticktext: columns,
      showticklabels: i === grids.length - 1,
      tickangle: isUpright ? -90 : -35,
      ticks: "",
      showline: false,
      showgrid: false,
      zeroline: false,
    }),
    [`yaxis${suffix(i)}`]: axis("", {
      domain: domains[i],
      anchor: `x${suffix(i)}`,
      tickvals: rows.map((_, r) => r),
      ticktext: rows,
      autorange: "reversed",
      ticks: "",
      ticklabelstandoff: 4,
      showline: false,
      showgrid: false,
      zeroline: false,
    }),
  }));
  return {
    data: grids.map(({ values }, i) => ({
      type: "heatmap",
      z: values.map((row) => row.map((value) => value ?? null)),
      xaxis: `x${suffix(i)}`,
      yaxis: `y${suffix(i)}`,
      zmin: min,
      zmax: max,
      colorscale: [
        [0, "#FFFFFF"],
        [1, palette.orange],
      ],
      showscale: false,
      xgap: 2,
      ygap: 2,
      hovertemplate: `${quantity} %{z:.2f}<extra></extra>`,
    })),
    layout: themeLayout({
      ...header,
      width,
      plotHeight: total,
      legendRows: 0,
      gap: 26,
      margin: { ...SIDES, b: isUpright ? 20 + longest : 86 },
      more: {
        ...Object.assign({}, ...axes),
        annotations: grids.flatMap(({ title, values }, i) => [
          note(title, {
            xref: `x${suffix(i)} domain`,
            yref: `y${suffix(i)} domain`,
            x: 0,
            y: 1,
            xanchor: "left",
            yanchor: "bottom",
            font: { size: 11 },
            bgcolor: "rgba(0,0,0,0)",
          }),
          ...values.flatMap((row, r) =>
            row.map((value, c) =>
              note(value === undefined ? "–" : value.toFixed(1), {
                xref: `x${suffix(i)}`,
                yref: `y${suffix(i)}`,
                x: c,
                y: r,
                font: { size },
                bgcolor: "rgba(0,0,0,0)",
              }),
            ),
          ),
        ]),
      },
    }),
    table: {
      columns: ["grid", "row", "column", quantity],
      rows: grids.flatMap(({ title, rows, columns, values }) =>
        rows.flatMap((row, r) =>
          columns.flatMap((column, c) => {
            const value = values[r]![c];
            return value === undefined ? [] : [[title, row, column, value]];
          }),
        ),
      ),
    },
  };
}
