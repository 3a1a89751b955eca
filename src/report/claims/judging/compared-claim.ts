import type { Claim } from "../list/claim";
import type { JudgedClaim } from "./judged-claim";

/** What several sets of runs say of one claim, each alone; nothing is averaged over them. */
export interface ComparedClaim {
  readonly claim: Claim;
  /** By the title of the runs, for instance of a suite; runs that cannot judge the claim are left out. */
  readonly on: ReadonlyMap<string, JudgedClaim>;
}

/**
 * Claims that several sets of runs have judged, side by side.
 * @param judged by the title of the runs, the same claims in the same order
 */
export function comparedClaims(
  claims: readonly Claim[],
  judged: ReadonlyMap<string, readonly JudgedClaim[]>,
): readonly ComparedClaim[] {
  return claims.map((claim, at) => ({
    claim,
    on: new Map(
      [...judged]
        .map(([title, own]) => [title, own[at]!] as const)
        .filter(([, { verdict }]) => verdict !== undefined),
    ),
  }));
}
