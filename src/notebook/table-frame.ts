import type { DataFrame } from "danfojs-node";
import { CLAIM_COLUMNS, claimValues } from "../report/claims/claims-csv";
import type { JudgedClaim } from "../report/claims/judging/judged-claim";
import type { PaperTable } from "../report/tables/paper-table";
import { danfojs } from "./frame";

/**
 * A table of the paper as a danfojs data frame: `method`, a column per column of the table (`ECE new`) in the unit
 * of print, `data sets` and `seeds`. What is not known is NaN, which no comparison is true of: a `query` leaves
 * such rows out, as danfojs needs it before it sorts.
 */
export function tableFrame({ columns, rows }: PaperTable): DataFrame {
  const names = columns.map(({ group, title }) => `${group} ${title}`.trim());
  return framed(
    ["method", ...names, "data sets", "seeds"],
    rows.map(({ title, cells, datasets, seeds }) => [
      title,
      ...cells.map((cell, c) =>
        cell === undefined ? NaN : columns[c]!.scale * cell.effect,
      ),
      datasets,
      seeds,
    ]),
  );
}

/**
 * Judged claims as a danfojs data frame, a row per inequality; see `claimValues`. Numbers that are not known are NaN.
 */
export function claimsFrame(claims: readonly JudgedClaim[]): DataFrame {
  const known = claimValues(claims).map((row) => row.map((value) => value ?? NaN));
  return framed(CLAIM_COLUMNS, known);
}

/** danfojs takes no rows of length 0 with names. */
function framed(
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): DataFrame {
  const { DataFrame } = danfojs();
  return rows.length === 0
    ? new DataFrame()
    : new DataFrame(
        rows.map((row) => [...row]),
        { columns: [...columns] },
      );
}
