import { asList, asRecord, asText, asTexts } from "../../files/json-fields";
import { readJson } from "../../files/parse-json";

/** A cell of a notebook, as far as we look into it. */
export interface NotebookCell {
  readonly cell_type: string;
  readonly tags: readonly string[];
  /** As the file has it: one text, or its lines with their ends. */
  readonly source: string | readonly string[];
}

/**
 * The cells of a notebook file (.ipynb, format 4).
 * @throws PromptcalError naming file and cell for what is no notebook
 */
export function notebookCells(path: string): readonly NotebookCell[] {
  const { cells } = asRecord(readJson(path, "notebook"), "notebook", path);
  return asList(cells, "cells of the notebook", path).map((value, i) => {
    const what = `cell ${i + 1}`;
    const cell = asRecord(value, what, path);
    const { tags = [] } = asRecord(cell["metadata"] ?? {}, `metadata of ${what}`, path);
    const source = cell["source"];
    return {
      cell_type: asText(cell["cell_type"], `type of ${what}`, path),
      tags: asTexts(tags, `tags of ${what}`, path),
      source:
        typeof source === "string" ? source : asTexts(source, `source of ${what}`, path),
    };
  });
}
