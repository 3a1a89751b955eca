import type { Figure } from "../rendering/figure";
import { wrapped } from "../rendering/text-fit";
import { note, pageWidth, themeLayout } from "../rendering/theme";

export interface Picture {
  readonly className: string;
  /** PNG. */
  readonly png: Buffer;
}

/** Example pictures of one data set. */
export interface PictureRow {
  readonly dataset: string;
  readonly base: readonly Picture[];
  readonly new: readonly Picture[];
}

/**
 * Pixels: the picture, a line of its name, what separates rows, the room for the names of data sets, the gap of base and
 * new, what separates class names.
 */
const size = { picture: 36, line: 10, space: 10, names: 92, gap: 16, between: 4 } as const;
const nameFont = 7.5;

/** One row of example pictures per data set, base classes left and new classes right, named below. */
export function pictureSheet(
  rows: readonly PictureRow[],
  options: { readonly title: string; readonly subtitle?: string },
): Figure {
  const perClassSet = Math.max(...rows.flatMap((row) => [row.base.length, row.new.length]));
  const plotWidth = pageWidth - size.names - 10;
  const column = (plotWidth - size.gap) / (2 * perClassSet);
  const left = (classSet: "base" | "new"): number =>
    classSet === "base" ? 0 : perClassSet * column + size.gap;
  const nameLines = (className: string): readonly string[] =>
    wrapped(className.replaceAll("_", " "), nameFont, column - size.between);
  // A row is as high as its longest name needs.
  const tops = [0];
  for (const row of rows) {
    const lines = [...row.base, ...row.new].map((each) => nameLines(each.className).length);
    tops.push(tops.at(-1)! + size.picture + size.line * Math.max(1, ...lines) + size.space);
  }
  const height = tops.at(-1)!;
  const cells = rows.flatMap((row, r) =>
    (["base", "new"] as const).flatMap((classSet) =>
      row[classSet].map(({ className, png }, i) => ({
        dataset: row.dataset,
        classSet,
        className,
        png,
        x: left(classSet) + (i + 0.5) * column,
        y: tops[r]! + size.picture / 2,
      })),
    ),
  );
  const hidden = { visible: false, fixedrange: true };
  return {
    data: [
      {
        type: "scatter",
        mode: "markers",
        x: cells.map(({ x }) => x),
        y: cells.map(({ y }) => y),
        marker: { size: size.picture, opacity: 0 },
        text: cells.map(
          ({ dataset, classSet, className }) => `${dataset}, ${classSet}: ${className}`,
        ),
        hovertemplate: "%{text}<extra></extra>",
      },
    ],
    layout: themeLayout({
      ...options,
      width: pageWidth,
      plotHeight: height,
      legendRows: 0,
      gap: 22,
      margin: { l: size.names, r: 10, b: 6 },
      more: {
        showlegend: false,
        xaxis: { ...hidden, range: [0, plotWidth] },
        yaxis: { ...hidden, range: [height, 0] },
        images: cells.map(({ png, x, y }) => ({
          source: `data:image/png;base64,${png.toString("base64")}`,
          xref: "x",
          yref: "y",
          x,
          y,
          sizex: size.picture,
          sizey: size.picture,
          xanchor: "center",
          yanchor: "middle",
        })),
        annotations: [
          ...(["base", "new"] as const).map((classSet) =>
            plain(`${classSet} classes`, {
              x: left(classSet) + 4,
              y: 0,
              xanchor: "left",
              yanchor: "bottom",
              yshift: 2,
              font: { size: 11 },
            }),
          ),
          ...rows.map(({ dataset }, r) =>
            plain(dataset.replaceAll("_", ", "), {
              x: 0,
              y: tops[r]! + size.picture / 2,
              xanchor: "right",
              yanchor: "middle",
              xshift: -2,
              font: { size: 10 },
            }),
          ),
          ...cells.map(({ className, x, y }) =>
            plain(nameLines(className).join("<br>"), {
              x,
              y: y + size.picture / 2,
              xanchor: "center",
              yanchor: "top",
              align: "center",
              font: { size: nameFont, color: "#595959" },
            }),
          ),
        ],
      },
    }),
    table: {
      columns: ["data set", "class set", "class"],
      rows: cells.map(({ dataset, classSet, className }) => [dataset, classSet, className]),
    },
  };
}

function plain(text: string, more: Readonly<Record<string, unknown>>) {
  return note(text, { bgcolor: "rgba(0,0,0,0)", borderpad: 0, ...more });
}
