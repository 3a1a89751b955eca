import type { EvaluatedRun } from "../../../analysis/runs/evaluated-run";
import { type DatasetKinds, runsOfKinds } from "../../../analysis/runs/runs-of-kinds";
import { claimsNamed } from "../list/claims-named";
import { comparedClaims, type ComparedClaim } from "./compared-claim";
import type { JudgeOptions } from "./judge";
import { judgeModels } from "./judge-models";

/** Claims to look at by kind of data set: both halves of the story, and what DOR changes on either class set. */
export const KIND_CLAIMS = ["C1", "C2", "C3", "C3b", "C4", "C8", "C9", "C10"] as const;

/**
 * Judges some claims on each kind of data sets, as `judgeModels` judges them on all.
 * @param models runs of each pretrained model, by its name, one model or more
 * @param kinds see `datasetKinds`; a kind without runs is left out
 * @param ids of claims, for instance `["C3", "C4"]`
 * @throws PromptcalError for a claim that does not exist
 */
export function judgeKinds(
  models: ReadonlyMap<string, readonly EvaluatedRun[]>,
  kinds: DatasetKinds,
  ids: readonly string[],
  options: Omit<JudgeOptions, "claims"> = {},
): readonly ComparedClaim[] {
  const claims = claimsNamed(ids);
  const runs = [...models].map(([model, all]) => [model, runsOfKinds(all, kinds)] as const);
  const judged = Object.keys(kinds).flatMap((kind) => {
    const own = runs.flatMap(([model, ofKinds]) => {
      const found = ofKinds.get(kind);
      return found === undefined ? [] : [[model, found] as const];
    });
    if (own.length === 0) return [];
    return [[kind, judgeModels(new Map(own), { ...options, claims })] as const];
  });
  return comparedClaims(claims, new Map(judged));
}
