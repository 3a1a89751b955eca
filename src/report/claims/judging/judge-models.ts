import type { Verdict } from "../../../analysis/inequality";
import { commonRuns } from "../../../analysis/runs/common-runs";
import type { EvaluatedRun } from "../../../analysis/runs/evaluated-run";
import { withHolm } from "./claim-tests";
import { judgeClaims, judgeReplicas, type JudgeOptions } from "./judge";
import type { JudgedClaim, ModelVerdict } from "./judged-claim";

/**
 * Judges claims on several pretrained models. A claim that every model can judge is judged on the mean of all, with
 * models drawn in each resample, so that its interval includes how they differ; what each says alone stands beside. Any
 * other claim is judged on the runs of the first model.
 * @param runs runs of each model, by its name, one model or more; the same data sets, so that test images are paired
 */
export function judgeModels(
  runs: ReadonlyMap<string, readonly EvaluatedRun[]>,
  options: JudgeOptions = {},
): readonly JudgedClaim[] {
  const models = [...runs.keys()];
  const alone = models.map((model) => judgeClaims(runs.get(model)!, options));
  const [first, ...others] = alone;
  if (first === undefined || others.length === 0) return first ?? [];
  const shared = first
    .map(({ claim }) => claim)
    .filter((_, at) => alone.every((judged) => judged[at]!.verdict !== undefined));
  const replicas = commonRuns([...runs.values()], ({ method, dataset, seed }) => [
    method,
    dataset,
    seed,
  ]);
  const together = new Map(
    judgeReplicas(replicas, { ...options, claims: shared }).map((judged) => [
      judged.claim,
      judged,
    ]),
  );
  return withHolm(
    first.map((own, at) => {
      const judged = together.get(own.claim);
      // Runs that every model has may be of no data set and seed that all methods of a claim share.
      if (judged?.verdict === undefined) return own;
      const verdicts = models.map((model, i): ModelVerdict => {
        const { verdict, statements } = alone[i]![at]!;
        return { model, verdict: verdict!, statements };
      });
      return { ...judged, models: verdicts };
    }),
  );
}

/**
 * Verdicts of the models on a claim, for instance `holds in 2 of 3 models, undecided in 1`; the commonest verdict
 * first.
 */
export function verdictsOfModels(models: readonly Pick<ModelVerdict, "verdict">[]): string {
  const counts = new Map<Verdict, number>();
  for (const { verdict } of models) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([verdict, count], at) =>
      at === 0
        ? `${verdict} in ${count} of ${models.length} models`
        : `${verdict} in ${count}`,
    )
    .join(", ");
}
