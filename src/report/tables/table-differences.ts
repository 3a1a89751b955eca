import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Beside the notebooks' tables: every run of the plan, with its numbers and the hash of its predictions. */
export const RUNS_FILE = "runs.csv";

/** Files whose bytes are numbers or text: pictures depend on the fonts of the machine. */
const NUMBERS = /^(\d\d-.*\.(csv|md|tex)|claims\.(md|json)|runs\.csv)$/;

/**
 * Tables, figures' data and claims of one folder that another has otherwise, or that only one of the two has:
 * a line of text each, with the first line that differs, such as `figures/07-table-1.md:5: "…", now "…"`.
 * @param committed the folder that should be right; its last part names it
 * @param now the folder rewritten
 */
export function tableDifferences(committed: string, now: string): readonly string[] {
  const listed = (folder: string): string[] =>
    existsSync(folder) ? readdirSync(folder).filter((name) => NUMBERS.test(name)) : [];
  const names = [...new Set([...listed(committed), ...listed(now)])].sort();
  return names.flatMap((name) => {
    const [old, recomputed] = [committed, now].map((folder) => {
      const path = join(folder, name);
      return existsSync(path) ? readFileSync(path, "utf8") : undefined;
    });
    if (old === undefined) return [`figures/${name}: is missing`];
    if (recomputed === undefined) return [`figures/${name}: nothing writes it`];
    return firstDifference(`figures/${name}`, old, recomputed);
  });
}

/** The first line in which two texts differ, as `name:line: "…", now "…"`; none where they are equal. */
export function firstDifference(
  name: string,
  old: string,
  recomputed: string,
): readonly string[] {
  if (old === recomputed) return [];
  const [before, after] = [old.split("\n"), recomputed.split("\n")];
  const at = before.findIndex((line, i) => line !== after[i]);
  const line = at < 0 ? before.length : at;
  const [from, to] = excerpts(before[line] ?? "", after[line] ?? "");
  return [`${name}:${line + 1}: "${from}", now "${to}"`];
}

/** Characters of a line that are shown. */
const SHOWN = 60;

/** Both lines from a little before the place where they part: a row of a table may be long. */
function excerpts(old: string, recomputed: string): readonly [string, string] {
  let at = 0;
  while (at < old.length && old[at] === recomputed[at]) at += 1;
  const start = Math.max(0, at - SHOWN / 3);
  const cut = (text: string): string =>
    `${start > 0 ? "…" : ""}${text.slice(start, start + SHOWN)}${text.length > start + SHOWN ? "…" : ""}`;
  return [cut(old), cut(recomputed)];
}
