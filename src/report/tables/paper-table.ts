import type { Interval } from "../../numeric/bootstrap";

/** What the cells of a column are. */
export interface PaperColumn {
  /** Heading shared by neighbouring columns, for instance `ECE`. */
  readonly group: string;
  /** For instance `base`. */
  readonly title: string;
  readonly better: "lower" | "higher" | "neither";
  /** Whether a value above 0 has a plus: it is a shift, not a size. */
  readonly signed: boolean;
  /** What values are multiplied by for print: 100 for fractions, 1 for distances. */
  readonly scale: 100 | 1;
  readonly digits: number;
}

/** A value, with its interval where there are data sets or seeds to resample. */
export type PaperCell = Pick<Interval, "effect"> & {
  readonly interval?: readonly [low: number, high: number];
};

export interface PaperRow {
  readonly title: string;
  /** One per column; undefined where a quantity is not known. */
  readonly cells: readonly (PaperCell | undefined)[];
  readonly datasets: number;
  /** Seeds per data set. */
  readonly seeds: number;
  /** The paper's numbers as text, one per group of columns; `?` marks a single source. */
  readonly published?: Readonly<Record<string, string>>;
  /** The second laboratory's, in the same way. */
  readonly secondLaboratory?: Readonly<Record<string, string>>;
}

/** A table of the paper, as Markdown, CSV and LaTeX show it. */
export interface PaperTable {
  readonly caption: string;
  /** What the values and brackets are, for instance `mean of seeds`; printed after the caption. */
  readonly values: string;
  readonly columns: readonly PaperColumn[];
  readonly rows: readonly PaperRow[];
  /** Sentences below the table. */
  readonly notes: readonly string[];
}

/** Rank of a cell in its column among rows that rest on the same data sets. */
export type Rank = "best" | "second" | undefined;

/**
 * Marks of a table's cells, [row][column]. Only rows on the most data sets are ranked: a mean over one easy data
 * set is no better than one over twelve. Of equal printed values all share the mark.
 */
export function ranks({ columns, rows }: PaperTable): readonly (readonly Rank[])[] {
  const widest = Math.max(...rows.map(({ datasets }) => datasets));
  const ranked = rows.map(({ datasets }) => datasets === widest);
  const marks = columns.map((column, c) => {
    const sign = { lower: 1, higher: -1, neither: NaN }[column.better];
    const key = (row: PaperRow): number =>
      sign * Number(((row.cells[c]?.effect ?? NaN) * column.scale).toFixed(column.digits));
    const values = rows.filter((_, r) => ranked[r]).map(key);
    const sorted = [...new Set(values.filter(Number.isFinite))].sort((a, b) => a - b);
    return rows.map((row, r): Rank => {
      if (!ranked[r] || sorted.length < 2) return undefined;
      return key(row) === sorted[0]
        ? "best"
        : key(row) === sorted[1]
          ? "second"
          : undefined;
    });
  });
  return rows.map((_, r) => columns.map((_column, c) => marks[c]![r]));
}

/** Groups of neighbouring columns with one heading. */
export function columnGroups(
  columns: readonly PaperColumn[],
): readonly { readonly group: string; readonly indices: readonly number[] }[] {
  const groups: { group: string; indices: number[] }[] = [];
  columns.forEach(({ group }, index) => {
    const last = groups.at(-1);
    if (last?.group === group) last.indices.push(index);
    else groups.push({ group, indices: [index] });
  });
  return groups;
}
