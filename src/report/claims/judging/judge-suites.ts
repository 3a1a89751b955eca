import type { EvaluatedRun } from "../../../analysis/runs/evaluated-run";
import { claimsNamed } from "../list/claims-named";
import { comparedClaims, type ComparedClaim } from "./compared-claim";
import { judgeClaims, type JudgeOptions } from "./judge";

/**
 * Judges some claims on each of several suites, for instance one at several logit scales.
 * @param runs by the suite's title, see `runsOfSuites`
 * @param ids of claims, for instance `["C1", "C2"]`
 * @throws PromptcalError for a claim that does not exist
 */
export function judgeSuites(
  runs: ReadonlyMap<string, readonly EvaluatedRun[]>,
  ids: readonly string[],
  options: Omit<JudgeOptions, "claims"> = {},
): readonly ComparedClaim[] {
  const claims = claimsNamed(ids);
  const judged = [...runs].map(
    ([title, own]) => [title, judgeClaims(own, { ...options, claims })] as const,
  );
  return comparedClaims(claims, new Map(judged));
}
