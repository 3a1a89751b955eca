import type { FileMetaData } from "hyparquet";
import { withParquet } from "../files/tables/parquet-table";
import type { FilePredictions } from "./file-predictions";
import { NAMES, positionOf, type Role } from "./names";
import { plainPredictions, type PlainPredictions } from "./plain-arrays";
import { type ColumnNames, renamedColumns } from "./renamed-columns";
import { TableReader } from "./table-predictions";

/**
 * Predictions of a parquet file: a column per class, as in a CSV file, or a column of lists with the scores of all
 * classes, as in an NPZ file. One row group is in memory at a time.
 */
export function readPredictionsParquet(
  path: string,
  columns: ColumnNames = {},
): Promise<FilePredictions> {
  return withParquet(path, async ({ metadata, rows }) => {
    const own = topColumns(metadata);
    const names = renamedColumns(own, columns, path);
    const table = new TableReader({ path, decimalComma: false });
    const lists = new Map<string, unknown[]>(usedNames(names).map((name) => [name, []]));
    let hasLists: boolean | undefined;
    for await (const row of rows(own)) {
      const cells = own.map((name) => row[name]);
      hasLists ??= cells.some(isList);
      if (hasLists) {
        for (const [name, values] of lists) values.push(cells[names.indexOf(name)]);
      } else {
        if (!table.hasHeader) table.add(names);
        table.add(cells.map(cellText));
      }
    }
    return hasLists === true
      ? plainPredictions(Object.fromEntries(lists) as PlainPredictions, path)
      : table.finish();
  });
}

/** Columns of numbers, texts and lists; one of a struct, such as an image with its name, is not read. */
function topColumns({ schema }: FileMetaData): readonly string[] {
  const names: string[] = [];
  let nested = 0;
  for (const { name, num_children: children = 0, converted_type: type } of schema.slice(
    1,
  )) {
    if (nested > 0) nested += children - 1;
    else {
      nested = children;
      if (children === 0 || type === "LIST") names.push(name);
    }
  }
  return names;
}

/** The columns that hold predictions, one for each role. */
function usedNames(names: readonly string[]): readonly string[] {
  const roles = Object.keys(NAMES) as Role[];
  return roles
    .filter((role) => role !== "index")
    .flatMap((role) => names[positionOf(role, names) ?? -1] ?? []);
}

function isList(cell: unknown): boolean {
  return Array.isArray(cell) || (ArrayBuffer.isView(cell) && !(cell instanceof Uint8Array));
}

/** A cell as a CSV file has it; numbers keep every digit. */
function cellText(cell: unknown): string {
  if (cell instanceof Uint8Array) return new TextDecoder().decode(cell);
  return cell === null || cell === undefined ? "" : String(cell as string | number);
}
