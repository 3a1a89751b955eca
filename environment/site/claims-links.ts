import { notebookCells } from "../../src/notebook/files/notebook-file";

/**
 * Names of the notebooks that judge each claim, by their calls of `lab.finding(runs, ["C1", ...])`.
 * @param notebooks files by name
 */
export function claimNotebooks(
  notebooks: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, string[]>();
  for (const [notebook, path] of notebooks) {
    for (const { cell_type: kind, source } of notebookCells(path)) {
      if (kind !== "code") continue;
      const text = typeof source === "string" ? source : source.join("");
      const ids = [...text.matchAll(/finding\([^[]*\[([^\]]*)\]/g)].flatMap(([, list]) =>
        [...list!.matchAll(/"(C[^"]+)"/g)].map(([, id]) => id!),
      );
      for (const id of ids) {
        const known = places.get(id) ?? [];
        if (!known.includes(notebook)) places.set(id, [...known, notebook]);
      }
    }
  }
  return places;
}

/**
 * The page of claims for the site: every row of its table names its claim, so that sorting keeps them
 * together, and every claim links to the notebooks with its figures.
 */
export function linkedClaims(
  page: string,
  places: ReadonlyMap<string, readonly string[]>,
): string {
  let claim = "";
  let part = 1;
  return page
    .split("\n")
    .map((line) => {
      const [, id] = /^\| (C\S*) \|/.exec(line) ?? [];
      if (id !== undefined) {
        claim = id;
        part = 1;
      } else if (claim !== "" && line.startsWith("|  |")) {
        part += 1;
        return line.replace("|  |", `| ${claim} (${part}) |`);
      }
      const [, listed] = /^- \*\*(C[^*]*)\*\*/.exec(line) ?? [];
      const shown = listed === undefined ? undefined : places.get(listed);
      if (shown === undefined) return line;
      const links = shown.map(
        (notebook) => `[${notebook}](../notebooks/${notebook}.ipynb)`,
      );
      return `${line} Shown in ${links.join(", ")}.`;
    })
    .join("\n");
}
