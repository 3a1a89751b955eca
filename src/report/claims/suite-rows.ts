import type { EffectRow } from "../figures/effect-forest";
import { comparedRows } from "./compared-rows";
import { isDifference } from "./effect-rows";
import type { ClaimOnSuites } from "./judging/judge-suites";

/** Rows of claims on several suites, in the units of `claimRows`: of each claim's first inequality one row per suite. */
export function suiteRows(claims: readonly ClaimOnSuites[]): readonly EffectRow[] {
  return claims.flatMap(({ claim, suites }) => {
    const [first, ...others] = [...suites].map(([title, { statements }]) => ({
      title,
      statement: statements[0]!,
    }));
    if (first === undefined || !isDifference(first.statement)) return [];
    return comparedRows(claim.id, [first, ...others]);
  });
}
