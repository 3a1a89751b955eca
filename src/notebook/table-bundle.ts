import { escaped } from "../progress/escape-html";

/** Cells as text, the first row the heads of the columns. */
export type TextRows = readonly (readonly string[])[];

/**
 * A table for one Jupyter message: HTML, and aligned text for places that draw none. JupyterLab sorts it by a click
 * on a head of a column.
 * @param note below it, for instance how many rows are not shown; none by default
 */
export function tableBundle(table: TextRows, note = ""): Readonly<Record<string, string>> {
  return { "text/html": htmlOf(table, note), "text/plain": textOf(table, note) };
}

function htmlOf([head, ...rows]: TextRows, note: string): string {
  const line = (cells: readonly string[], tag: "th" | "td"): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join("")}</tr>`;
  const body = rows.map((row) => line(row, "td")).join("\n");
  const below = note === "" ? "" : `\n<p>${escaped(note)}</p>`;
  return `<table>\n<thead>${line(head!, "th")}</thead>\n<tbody>\n${body}\n</tbody>\n</table>${below}`;
}

function textOf(table: TextRows, note: string): string {
  const widths = table[0]!.map((_, i) => Math.max(...table.map((row) => row[i]!.length)));
  const lines = table.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join("  ")
      .trimEnd(),
  );
  return [...lines, ...(note === "" ? [] : [note])].join("\n");
}
