import type { Verdict } from "../../../analysis/inequality";
import type { EvaluatedRun } from "../../../analysis/runs/evaluated-run";
import type { Claim } from "../list/claim";
import { judgeClaims, judgeReplicas, type JudgeOptions } from "./judge";
import type { JudgedClaim } from "./judged-claim";

/** A claim on several pretrained models. */
export interface ClaimOfModels {
  readonly claim: Claim;
  /** The claim judged on the runs of each model alone, in the order of the models. */
  readonly each: ReadonlyMap<string, JudgedClaim>;
  /** Judged on the mean of all models; its interval includes how models differ. */
  readonly together: JudgedClaim;
}

/**
 * Judges claims on each model alone and on all together: on the runs that every model has, so that no model
 * weighs more than another.
 * @param runs runs of each model, by its name; the same data sets, so that test images are paired
 */
export function judgeModels(
  runs: ReadonlyMap<string, readonly EvaluatedRun[]>,
  options: JudgeOptions = {},
): readonly ClaimOfModels[] {
  const models = [...runs.keys()];
  const each = models.map((model) => judgeClaims(runs.get(model)!, options));
  const together = judgeReplicas(commonRuns([...runs.values()]), options);
  return together.map((judged, at) => ({
    claim: judged.claim,
    each: new Map(models.map((model, i) => [model, each[i]![at]!])),
    together: judged,
  }));
}

/** Of each list the runs whose method, data set and seed all lists have. */
export function commonRuns(
  lists: readonly (readonly EvaluatedRun[])[],
): readonly (readonly EvaluatedRun[])[] {
  const keyOf = ({ method, dataset, seed }: EvaluatedRun): string =>
    JSON.stringify([method, dataset, seed]);
  const counts = new Map<string, number>();
  for (const key of lists.flatMap((runs) => [...new Set(runs.map(keyOf))])) {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return lists.map((runs) => runs.filter((run) => counts.get(keyOf(run)) === lists.length));
}

/**
 * Verdicts of the models on a claim, for instance `holds in 2 of 3 models, undecided in 1`; the commonest verdict
 * first.
 */
export function verdictsOfModels({ each }: Pick<ClaimOfModels, "each">): string {
  const counts = new Map<Verdict | undefined, number>();
  for (const { verdict } of each.values()) {
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  }
  const [first, ...others] = [...counts].sort(([, a], [, b]) => b - a);
  if (first === undefined) return "no models";
  const said = `${wordOf(first[0])} in ${first[1]} of ${each.size} models`;
  return [said, ...others.map(([verdict, count]) => `${wordOf(verdict)} in ${count}`)].join(
    ", ",
  );
}

function wordOf(verdict: Verdict | undefined): string {
  return verdict ?? "not judged";
}
