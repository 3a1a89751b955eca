import type { EffectRow } from "../figures/effect-forest";
import { comparedRows } from "./compared-rows";
import { isDifference } from "./effect-rows";
import type { JudgedClaim } from "./judging/judged-claim";

/**
 * Rows of the claims that were judged on several models, in the units of `claimRows`: of each claim's first inequality
 * the mean of all models, whose interval includes how they differ, then each model alone.
 */
export function modelRows(claims: readonly JudgedClaim[]): readonly EffectRow[] {
  return claims.flatMap(({ claim, statements: [mean], models = [] }) => {
    if (models.length === 0 || mean === undefined || !isDifference(mean)) return [];
    return comparedRows(claim.id, [
      { title: `mean of ${models.length} models`, statement: mean },
      ...models.map(({ model, statements }) => ({
        title: model,
        statement: statements[0]!,
      })),
    ]);
  });
}
