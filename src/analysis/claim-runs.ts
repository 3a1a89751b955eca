import { datasetsOf } from "../experiments/sweep/complete-datasets";
import { imageProximities } from "./image-proximities";
import type { LoadedRun } from "../experiments/store/load";
import type { BinOptions } from "../metrics/binned/bins";
import type { EvaluatedRun } from "./evaluated-run";
import { methods } from "./methods";
import { evaluateRuns } from "./evaluate-runs";
import { logitScale } from "./logit-scale";
import { isShifted, shiftedRuns } from "./shifted-runs";

/** Presets whose runs the claims speak of. */
export const CLAIM_PRESETS = [
  "core",
  "tables",
  "outliers",
  "sensitivity",
  "pull",
  "visual",
  "shift",
] as const;

/**
 * Runs as the claims judge them: those of the story with PIECE and the bound of their text features, and
 * tested under covariate shift too; the others as they are.
 * @param runs of one suite
 */
export async function claimRuns(
  runs: readonly LoadedRun[],
  bins: BinOptions = {},
): Promise<readonly EvaluatedRun[]> {
  const story = runs.filter(({ method }) => methods.includes(method));
  const shifted = runs.filter(isShifted);
  const others = runs.filter((run) => !methods.includes(run.method) && !isShifted(run));
  if (story.length === 0) return evaluateRuns(others, bins);
  const { suite } = story[0]!.spec;
  const names = datasetsOf(story.map(({ spec }) => spec));
  const proximities = await proximitiesOf(suite, names);
  const scale = await logitScale(suite);
  return [
    ...evaluateRuns(story, { ...bins, proximities, scale }),
    ...evaluateRuns(others, bins),
    ...(await shiftedRuns([...story, ...shifted])).runs,
  ];
}

/** Proximities of the test images of some data sets, for PIECE. */
export async function proximitiesOf(
  suite: string,
  datasets: readonly string[],
): Promise<ReadonlyMap<string, Awaited<ReturnType<typeof imageProximities>>>> {
  const out = new Map<string, Awaited<ReturnType<typeof imageProximities>>>();
  for (const name of datasets) out.set(name, await imageProximities(suite, name));
  return out;
}
