import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What a person reads of a file: all of a document or program, a notebook's Markdown. */
export function proseOf(root: string, path: string): string {
  const text = readFileSync(join(root, path), "utf8");
  if (!path.endsWith(".ipynb")) return text;
  const { cells } = JSON.parse(text) as {
    cells: { cell_type: string; source: string[] }[];
  };
  return cells
    .filter(({ cell_type }) => cell_type === "markdown")
    .map(({ source }) => source.join(""))
    .join("\n");
}
