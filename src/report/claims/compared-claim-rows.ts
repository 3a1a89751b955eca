import type { EffectRow } from "../figures/effect-forest";
import { comparedRows } from "./compared-rows";
import { isDifference } from "./effect-rows";
import type { ComparedClaim } from "./judging/compared-claim";

/** Rows of claims on several sets of runs, in the units of `claimRows`: of each claim's first inequality one row per set. */
export function comparedClaimRows(claims: readonly ComparedClaim[]): readonly EffectRow[] {
  return claims.flatMap(({ claim, on }) => {
    const [first, ...others] = [...on].map(([title, { statements }]) => ({
      title,
      statement: statements[0]!,
    }));
    if (first === undefined || !isDifference(first.statement)) return [];
    return comparedRows(claim.id, [first, ...others]);
  });
}
