import type { PaperRow, PaperTable } from "./paper-table";

/**
 * Tables of the same methods side by side: rows are matched by title, columns keep their group and are
 * headed by their part (`source`, and `source, floor` of an ECE's floor), and by their class set where a part has several
 * (`icons base`). Rows that a part lacks are empty there, with the smallest coverage of all.
 */
export function joinTables(
  caption: string,
  parts: readonly { readonly title: string; readonly table: PaperTable }[],
): PaperTable {
  const titles = [
    ...new Set(parts.flatMap(({ table }) => table.rows.map(({ title }) => title))),
  ];
  const rows = titles.map((title): PaperRow => {
    const own = parts.map(({ table }) => table.rows.find((row) => row.title === title));
    const there = own.flatMap((row) => row ?? []);
    const published = Object.assign({}, ...there.map((row) => row.published ?? {}));
    return {
      title,
      cells: parts.flatMap(
        ({ table }, i) => own[i]?.cells ?? table.columns.map(() => undefined),
      ),
      datasets: Math.min(...there.map(({ datasets }) => datasets)),
      seeds: Math.min(...there.map(({ seeds }) => seeds)),
      ...(Object.keys(published).length > 0 ? { published } : {}),
    };
  });
  return {
    caption,
    values: parts[0]!.table.values,
    columns: parts.flatMap(({ title, table: { columns } }) => {
      const several = new Set(columns.map((column) => headOf(column.title))).size > 1;
      return columns.map((column) => {
        const head = headOf(column.title);
        const rest = column.title.slice(head.length);
        return { ...column, title: `${title}${several ? ` ${head}` : ""}${rest}` };
      });
    }),
    rows,
    notes: [...new Set(parts.flatMap(({ table }) => table.notes))],
  };
}

/** A column's title up to its comma: the class set. */
function headOf(title: string): string {
  return title.split(",")[0]!;
}
