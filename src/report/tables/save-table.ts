import { join } from "node:path";
import { writeFileAtomic } from "../../files/atomic-file";
import type { PaperTable } from "./paper-table";
import { paperCsv, paperMarkdown, paperTex } from "./paper-table-text";
import { figuresFolder } from "../rendering/save-figure";

/**
 * Writes `<folder>/<name>.{md,csv,tex}`.
 * @returns the table as Markdown, to be shown
 */
export function saveTable(
  name: string,
  table: PaperTable,
  folder: string = figuresFolder,
): string {
  const markdown = paperMarkdown(table);
  writeFileAtomic(join(folder, `${name}.md`), markdown);
  writeFileAtomic(join(folder, `${name}.csv`), paperCsv(table));
  writeFileAtomic(join(folder, `${name}.tex`), paperTex(table));
  return markdown;
}
