import { inequalityText, printScale, printUnit } from "../../analysis/inequality";
import { csvTable } from "../../files/tables/csv-table";
import { tuningSets } from "../../analysis/runs/evaluated-run";
import { datasetsToDecide } from "./judging/datasets-to-decide";
import type { JudgedClaim } from "./judging/judged-claim";

/** Columns of `claimValues`. */
export const CLAIM_COLUMNS = [
  ...["claim", "level", "verdict", "inequality", "effect", "low", "high"],
  ...["published", "data sets", "seeds", "models", "unit", "data sets to decide"],
] as const;

/**
 * A row per inequality of the judged claims: its own verdict, and effect, interval and published effect in the unit of
 * print, means of data sets. The last column is of the claim; see `datasetsToDecide`. Null is not known.
 */
export function claimValues(
  claims: readonly JudgedClaim[],
): readonly (readonly (string | number | null)[])[] {
  return claims.flatMap((judged) => {
    const { claim, statements, seeds, models } = judged;
    return statements.map(({ inequality, verdict, datasetMean, published }) => {
      const { effect, low, high } = datasetMean;
      const scale = printScale(inequality);
      return [
        ...[claim.id, claim.level, verdict, inequalityText(inequality)],
        ...[effect, low, high].map((value) => scale * value),
        ...[
          published?.points ?? null,
          tuningSets(judged).length,
          seeds,
          models?.length ?? 1,
          printUnit(inequality),
        ],
        datasetsToDecide(judged) ?? null,
      ];
    });
  });
}

/** The judged inequalities as comma-separated values, for `figures/claims.csv`. */
export function claimsCsv(claims: readonly JudgedClaim[]): string {
  return csvTable(CLAIM_COLUMNS, claimValues(claims));
}
