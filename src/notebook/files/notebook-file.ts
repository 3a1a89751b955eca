import * as v from "valibot";
import { checked } from "../../files/json/checked";
import { readJson } from "../../files/json/parse-json";
import { fields, list, TEXT, TEXTS } from "../../files/json/schema";

const NOTEBOOK = fields({ cells: list(v.unknown()) });
const CELL = fields({
  cell_type: TEXT,
  metadata: v.optional(fields({ tags: v.optional(TEXTS) }), {}),
  source: v.union([v.string(), v.array(v.string())], "a text or its lines"),
});

/** A cell of a notebook, as far as we look into it. */
export interface NotebookCell {
  readonly cell_type: string;
  readonly tags: readonly string[];
  /** As the file has it: one text, or its lines with their ends. */
  readonly source: string | readonly string[];
}

/**
 * The cells of a notebook file (.ipynb, format 4).
 * @throws PromptcalError naming file, cell and field for what is no notebook
 */
export function notebookCells(path: string): readonly NotebookCell[] {
  const { cells } = checked(NOTEBOOK, readJson(path, "notebook"), "notebook", path);
  return cells.map((found, i) => {
    const { metadata, ...cell } = checked(CELL, found, `cell ${i + 1}`, path);
    return { ...cell, tags: metadata.tags ?? [] };
  });
}
