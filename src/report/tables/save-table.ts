import { join } from "node:path";
import { writeFileAtomic } from "../../files/atomic-file";
import type { SavedFiles } from "../../files/saved-files";
import type { PaperTable } from "./paper-table";
import { paperCsv, paperMarkdown, paperTex } from "./paper-table-text";
import { figuresFolder } from "../rendering/save-figure";

/** A table that was written. */
export interface SavedTable extends SavedFiles {
  readonly markdown: string;
}

/**
 * Writes `<folder>/<name>.{md,csv,tex}`.
 * @returns where they are, and the table as Markdown
 */
export function saveTable(
  name: string,
  table: PaperTable,
  folder: string = figuresFolder,
): SavedTable {
  const path = join(folder, name);
  const markdown = paperMarkdown(table);
  writeFileAtomic(`${path}.md`, markdown);
  writeFileAtomic(`${path}.csv`, paperCsv(table));
  writeFileAtomic(`${path}.tex`, paperTex(table));
  return { path, endings: ["md", "csv", "tex"], markdown };
}
