import type { FilePredictions } from "./file-predictions";
import { NAMES, positionOf, type Role } from "./names";
import { plainPredictions, type PlainPredictions } from "./plain-arrays";
import { TableReader } from "./table-predictions";

/**
 * Reads the records of predictions one by one: a column per class, as in a CSV file, or a column of lists with the
 * scores of all classes, as in an NPZ file. The first record tells which.
 */
export class RecordReader {
  private readonly table: TableReader;
  private readonly lists: ReadonlyMap<string, unknown[]>;
  private hasLists: boolean | undefined;

  /** @param names of the cells, as readers know them */
  constructor(
    private readonly names: readonly string[],
    private readonly path: string,
  ) {
    this.table = new TableReader({ path, decimalComma: false });
    this.lists = new Map(usedNames(names).map((name) => [name, []]));
  }

  /** @param cells in the order of the names */
  add(cells: readonly unknown[]): void {
    this.hasLists ??= cells.some(isList);
    if (this.hasLists) {
      for (const [name, values] of this.lists) values.push(cells[this.names.indexOf(name)]);
    } else {
      if (!this.table.hasHeader) this.table.add(this.names);
      this.table.add(cells.map(cellText));
    }
  }

  /** @throws PromptcalError without records, and for values that are no predictions */
  finish(): FilePredictions {
    return this.hasLists === true
      ? plainPredictions(Object.fromEntries(this.lists) as PlainPredictions, this.path)
      : this.table.finish();
  }
}

/** The names that hold predictions, one for each role. */
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
