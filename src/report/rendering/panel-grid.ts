import { pageWidth } from "./theme";

/** Where a panel of a figure lies; shares of the plot area. */
export interface PanelArea {
  /** Left and right end. */
  readonly across: readonly [number, number];
  /** The height of a point of the panel, 0 at its lower and 1 at its upper edge. */
  readonly up: (share: number) => number;
  /** Whether it is the first of its row, whose axes are labelled. */
  readonly first: boolean;
}

export interface PanelGridOptions {
  /** Panels in a row. */
  readonly columns: number;
  /** Share of the plot's width between two panels. */
  readonly gutter: number;
  /** Pixels of a panel's height. */
  readonly height: number;
  /** Pixels between two rows: the upper one's axis and the lower one's titles. */
  readonly between: number;
}

/** How many panels stand in a row: all on a page, two in a column of a paper. */
export function panelsInRow(panels: number, width: number): number {
  return width < pageWidth ? Math.min(panels, 2) : panels;
}

/** Panels of equal size in rows, from left to right and from the top down, and the plot's height in pixels. */
export function panelGrid(
  panels: number,
  { columns, gutter, height, between }: PanelGridOptions,
): { readonly areas: readonly PanelArea[]; readonly height: number } {
  const rows = Math.ceil(panels / columns);
  const total = rows * height + (rows - 1) * between;
  const width = (1 - gutter * (columns - 1)) / columns;
  const areas = Array.from({ length: panels }, (_, i): PanelArea => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    const left = column * (width + gutter);
    const below = total - row * (height + between) - height;
    return {
      across: [left, left + width],
      up: (share) => (below + share * height) / total,
      first: column === 0,
    };
  });
  return { areas, height: total };
}
