/** One plotly trace, see plotly.js' schema; kept open because that schema has thousands of fields. */
export type Trace = Readonly<Record<string, unknown>>;

/** Numbers behind a figure; they become its csv file. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** A plotly figure of fixed size with the numbers it shows, so that picture and table cannot disagree. */
export interface Figure {
  readonly data: readonly Trace[];
  /** Width and height are CSS pixels, 96 to the inch: 312 is a column, 648 a page (see theme.ts). */
  readonly layout: Readonly<Record<string, unknown>> & {
    readonly width: number;
    readonly height: number;
  };
  readonly table: Table;
  /** The same at another width, CSS pixels; none where it has one size only. */
  readonly atWidth?: (width: number) => Figure;
}

/** The figure as plotly reads it, without the table. */
export function plotlyJson({ data, layout }: Figure): Pick<Figure, "data" | "layout"> {
  return { data, layout };
}

/** First line of a figure's title, for lists and for places that cannot show pictures. */
export function figureTitle({ layout }: Figure): string {
  const title = layout["title"] as { text?: string } | undefined;
  return (title?.text ?? "figure").split("<br>")[0]!.replace(/<[^>]*>/g, "");
}
