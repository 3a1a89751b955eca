import { collectTable, tableCsv } from "../../../src/experiments/sweep/collect";
import { runId, type RunSpec } from "../../../src/experiments/spec/spec";
import { PromptcalError } from "../../../src/errors/promptcal-error";

/** What became of the runs of one kind. */
export interface Compared {
  readonly kind: string;
  readonly planned: number;
  readonly done: number;
  /** Rows, the hash of the predictions included, that are not those of the other table. */
  readonly different: number;
}

/**
 * Compares results of a store with a table that was computed elsewhere, row by row and byte for byte. The first
 * cell of a row, its index in a plan, does not count.
 * @param other text of a CSV file that `sweep collect` wrote
 * @param kindOf what runs are counted by, for instance the method
 * @throws PromptcalError where the other table has other columns, or lacks a run
 */
export function compareRows(
  specs: readonly RunSpec[],
  store: string,
  other: string,
  kindOf: (spec: RunSpec) => string,
): readonly Compared[] {
  const table = collectTable(specs, store);
  const [columns, ...lines] = tableCsv(table).trimEnd().split("\n");
  const [otherColumns, ...otherLines] = other.trimEnd().split("\n");
  if (columns !== otherColumns) {
    throw new PromptcalError(
      `table of runs: expected the columns ${columns}, got ${otherColumns}`,
    );
  }
  const known = new Set(otherLines.map(withoutIndex));
  const ids = new Set(otherLines.map((line) => line.split(",")[1]));
  const missing = new Set(table.missing);
  const kinds = new Map<string, Compared>();
  specs.forEach((spec, i) => {
    if (!ids.has(runId(spec))) {
      throw new PromptcalError(`table of runs: expected run ${runId(spec)}, got none`);
    }
    const kind = kindOf(spec);
    const { planned, done, different } = kinds.get(kind) ?? NONE;
    const isDone = !missing.has(spec);
    const differs = isDone && !known.has(withoutIndex(lines[i]!));
    kinds.set(kind, {
      kind,
      planned: planned + 1,
      done: done + Number(isDone),
      different: different + Number(differs),
    });
  });
  return [...kinds.values()];
}

const NONE = { planned: 0, done: 0, different: 0 };

function withoutIndex(line: string): string {
  return line.slice(line.indexOf(",") + 1);
}
