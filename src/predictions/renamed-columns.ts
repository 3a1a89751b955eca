import { oneOf } from "../errors/promptcal-error";
import type { NamedArrays } from "./array-predictions";

/** What a file calls things: `{ label: "gold", confidence: "p_max" }`. Names that fit need no entry. */
export type ColumnNames = Readonly<Record<string, string>>;

/**
 * Names of columns or arrays with a file's own names replaced by those that readers know. A column that has such a
 * name already, but is not meant, is passed over.
 * @throws PromptcalError with the nearest name for one that the file does not have
 */
export function renamedColumns(
  names: readonly string[],
  columns: ColumnNames,
  where: string,
): readonly string[] {
  if (Object.keys(columns).length === 0) return names;
  const plain = names.map((name) => name.trim());
  const known = new Map(
    Object.entries(columns).map(([known, own]) => [
      oneOf(own, plain, "column", where),
      known,
    ]),
  );
  const taken = new Set(Object.keys(columns));
  return plain.map(
    (name) => known.get(name) ?? (taken.has(name) ? `${name} (not meant)` : name),
  );
}

/** The same for arrays by name. */
export function renamedArrays(
  arrays: NamedArrays,
  columns: ColumnNames,
  where: string,
): NamedArrays {
  const names = [...arrays.keys()];
  const renamed = renamedColumns(names, columns, where);
  return new Map(renamed.map((name, i) => [name, arrays.get(names[i]!)!]));
}
