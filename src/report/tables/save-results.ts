import { join } from "node:path";
import { writeFileAtomic } from "../../files/atomic-file";
import { type ResultsTable, resultsCsv, resultsMarkdown } from "./results-table";
import { figuresFolder } from "../rendering/save-figure";
import type { SavedTable } from "./save-table";

/**
 * Writes `<folder>/<name>.{md,csv}`.
 * @returns where they are, and the table as Markdown
 */
export function saveResults(
  name: string,
  table: ResultsTable,
  folder: string = figuresFolder,
): SavedTable {
  const path = join(folder, name);
  const markdown = resultsMarkdown(table);
  writeFileAtomic(`${path}.md`, markdown);
  writeFileAtomic(`${path}.csv`, resultsCsv(table));
  return { path, endings: ["md", "csv"], markdown };
}
