import { join } from "node:path";
import { writeFileAtomic } from "../../files/atomic-file";
import { type ResultsTable, resultsCsv, resultsMarkdown } from "./results-table";
import { figuresFolder } from "../rendering/save-figure";

/**
 * Writes `<folder>/<name>.{md,csv}`.
 * @returns the table as Markdown, to be shown
 */
export function saveResults(
  name: string,
  table: ResultsTable,
  folder: string = figuresFolder,
): string {
  const markdown = resultsMarkdown(table);
  writeFileAtomic(join(folder, `${name}.md`), markdown);
  writeFileAtomic(join(folder, `${name}.csv`), resultsCsv(table));
  return markdown;
}
