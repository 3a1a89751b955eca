import type { DataFrame } from "danfojs-node";
import { inequalityText, printScale } from "../analysis/inequality";
import type { JudgedClaim } from "../report/claims/judged-claim";
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
 * Judged claims as a danfojs data frame, a row per inequality: `claim`, `level`, `verdict` (of the inequality),
 * `inequality`, `effect` with its interval `low` to `high`, and `published` (NaN where not found), in percentage
 * points (FD: distance; margins: logits): means of data sets.
 */
export function claimsFrame(claims: readonly JudgedClaim[]): DataFrame {
  return framed(
    [
      ...["claim", "level", "verdict", "inequality", "effect", "low", "high"],
      ...["published", "data sets", "seeds"],
    ],
    claims.flatMap(({ claim, statements, datasets, seeds }) =>
      statements.map(
        ({ inequality, verdict, datasetMean: { effect, low, high }, published }) => {
          const scale = printScale(inequality);
          const values = [effect, low, high].map((value) => scale * value);
          return [
            ...[claim.id, claim.level, verdict, inequalityText(inequality), ...values],
            ...[published?.points ?? NaN, datasets.length, seeds],
          ];
        },
      ),
    ),
  );
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
