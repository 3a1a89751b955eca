import { datasetsOf } from "../../experiments/sweep/complete-datasets";
import { proximitiesOf } from "./image-proximities";
import type { LoadedRun } from "../../experiments/store/load";
import type { BinOptions } from "../../metrics/binned/bins";
import type { EvaluatedRun } from "./evaluated-run";
import { methods } from "../methods";
import { evaluateRuns } from "./evaluate-runs";
import { loadedModel } from "../../experiments/suites/loaded-suite";
import { suiteLookup } from "../../experiments/suites/suite-lookup";
import { modelName } from "../../experiments/suites/suite-variants";
import { isShifted, plainSuite, shiftedRuns } from "./shifted-runs";

/** Presets whose runs the claims use: those of a suite's first model, then those of its further models. */
export const CLAIM_PRESETS = [
  "core",
  "tables",
  "outliers",
  "sensitivity",
  "pull",
  "visual",
  "shift",
  "models",
  "open-claims",
] as const;

/** Options of `claimRuns`. */
export interface ClaimRunsOptions extends BinOptions {
  /** Those whose runs are tested under covariate shift too, which takes most of the time; all by default. */
  readonly shiftedDatasets?: readonly string[] | "all";
}

/**
 * Runs as the claims judge them: those of the story with PIECE and the bound of their text features, and
 * tested under covariate shift too; the others as they are.
 * @param runs of one suite
 */
export async function claimRuns(
  runs: readonly LoadedRun[],
  { shiftedDatasets = "all", ...bins }: ClaimRunsOptions = {},
): Promise<readonly EvaluatedRun[]> {
  const story = runs.filter(({ method }) => methods.includes(method));
  const shifted = runs.filter(isShifted);
  const others = runs.filter((run) => !methods.includes(run.method) && !isShifted(run));
  if (story.length === 0) return evaluateRuns(others, bins);
  const suiteOf = suiteLookup();
  const suite = suiteOf(story[0]!.spec.suite);
  const names = datasetsOf(story.map(({ spec }) => spec));
  const proximities = await proximitiesOf(suite, names);
  const { logitScale: scale } = await loadedModel(suite);
  const underShift = [...story, ...shifted].filter(
    ({ spec }) => shiftedDatasets === "all" || shiftedDatasets.includes(spec.dataset),
  );
  return [
    ...evaluateRuns(story, { ...bins, proximities, scale }),
    ...evaluateRuns(others, bins),
    ...(underShift.length === 0 ? [] : (await shiftedRuns(underShift, suiteOf)).runs),
  ];
}

/**
 * Runs as the claims judge them, by the name of their suite's model. Those of the first model are as in `claimRuns`; of
 * further models none is tested under covariate shift.
 * @param runs of a suite and of its variants with other weights; those of the suite first
 */
export async function claimRunsOfModels(
  runs: readonly LoadedRun[],
  { shiftedDatasets = "all", ...bins }: ClaimRunsOptions = {},
): Promise<ReadonlyMap<string, readonly EvaluatedRun[]>> {
  const suiteOf = suiteLookup();
  const byModel = new Map<string, LoadedRun[]>();
  for (const run of runs) {
    const model = modelName(suiteOf(plainSuite(run)));
    const own = byModel.get(model);
    if (own === undefined) byModel.set(model, [run]);
    else own.push(run);
  }
  const [first] = byModel.keys();
  const evaluated = new Map<string, readonly EvaluatedRun[]>();
  for (const [model, own] of byModel) {
    const shifted = model === first ? shiftedDatasets : [];
    evaluated.set(model, await claimRuns(own, { ...bins, shiftedDatasets: shifted }));
  }
  return evaluated;
}
