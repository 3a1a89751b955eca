import type { EvaluatedRun } from "../../../analysis/runs/evaluated-run";
import type { Claim } from "../list/claim";
import { claimsNamed } from "../list/claims-named";
import { judgeClaims, type JudgeOptions } from "./judge";
import type { JudgedClaim } from "./judged-claim";

/** What the runs of several suites say of one claim, each alone. */
export interface ClaimOnSuites {
  readonly claim: Claim;
  /** By the suite's title; suites whose runs cannot judge it are left out. */
  readonly suites: ReadonlyMap<string, JudgedClaim>;
}

/**
 * Judges some claims on each of several suites, for instance one at several logit scales. Nothing is averaged over suites.
 * @param runs by the suite's title, see `runsOfSuites`
 * @param ids of claims, for instance `["C1", "C2"]`
 * @throws PromptcalError for a claim that does not exist
 */
export function judgeSuites(
  runs: ReadonlyMap<string, readonly EvaluatedRun[]>,
  ids: readonly string[],
  options: Omit<JudgeOptions, "claims"> = {},
): readonly ClaimOnSuites[] {
  const claims = claimsNamed(ids);
  const judged = [...runs].map(
    ([title, own]) => [title, judgeClaims(own, { ...options, claims })] as const,
  );
  return claims.map((claim, at) => ({
    claim,
    suites: new Map(
      judged
        .map(([title, ofSuite]) => [title, ofSuite[at]!] as const)
        .filter(([, { verdict }]) => verdict !== undefined),
    ),
  }));
}
