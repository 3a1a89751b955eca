import type { EvaluatedRun } from "../../../analysis/runs/evaluated-run";
import type { Claim } from "../list/claim";
import { claimsNamed } from "../list/claims-named";
import { comparedClaims, type ComparedClaim } from "./compared-claim";
import { judgeClaims, type JudgeOptions } from "./judge";
import { judgeModels } from "./judge-models";
import type { JudgedClaim } from "./judged-claim";

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
  return compared(runs, ids, (own, claims) => judgeClaims(own, { ...options, claims }));
}

/**
 * The same for suites that several models have run on: each claim is judged on the mean of the models.
 * @param runs by the suite's title, then by model (`claimRunsOfModels`); a suite that no model has run on judges nothing
 * @param ids of claims
 * @throws PromptcalError for a claim that does not exist
 */
export function judgeSuitesOnModels(
  runs: ReadonlyMap<string, ReadonlyMap<string, readonly EvaluatedRun[]>>,
  ids: readonly string[],
  options: Omit<JudgeOptions, "claims"> = {},
): readonly ComparedClaim[] {
  const there = new Map([...runs].filter(([, models]) => models.size > 0));
  return compared(there, ids, (own, claims) => judgeModels(own, { ...options, claims }));
}

function compared<Runs>(
  runs: ReadonlyMap<string, Runs>,
  ids: readonly string[],
  judge: (own: Runs, claims: readonly Claim[]) => readonly JudgedClaim[],
): readonly ComparedClaim[] {
  const claims = claimsNamed(ids);
  const judged = [...runs].map(([title, own]) => [title, judge(own, claims)] as const);
  return comparedClaims(claims, new Map(judged));
}
