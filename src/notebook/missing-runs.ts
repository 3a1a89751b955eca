import { fittingWorkers } from "../experiments/sweep/launchers/pool-size";
import { forecast } from "../experiments/sweep/forecast/forecast";
import { plannedSizes } from "../experiments/sweep/forecast/run-size";
import { suiteLookup } from "../experiments/suites/suite-lookup";
import { describeSeconds } from "../experiments/sweep/sweep-state";
import { methodName, runId, type RunSpec } from "../experiments/spec/spec";
import { isCondensed } from "../experiments/store/condensed";
import { readRun } from "../experiments/store/store";

/** The option with which a cell reads the store and computes nothing. */
export const READ_ONLY = "compute: false reads only what is there";

/** The runs of a plan that the store does not have whole. */
export function missingRuns(specs: readonly RunSpec[], store: string): readonly RunSpec[] {
  return specs.filter((spec) => readRun(store, runId(spec)).state !== "done");
}

/**
 * What a cell is about to compute, before it begins: `24 of 36 runs are missing, about 25 min on 2 workers; ...`. The
 * time is that of earlier runs of the same suite in the store. Runs that come with promptcal are named apart: only
 * their predictions are computed.
 */
export async function describeMissing(
  missing: readonly RunSpec[],
  total: number,
  { store, jobs }: { readonly store: string; readonly jobs: number | undefined },
): Promise<string> {
  const suiteOf = suiteLookup();
  const tuned = missing.filter((spec) => !isCondensed(store, runId(spec)));
  const shipped = missing.length - tuned.length;
  const come = `${shipped} come with promptcal, only their predictions are computed`;
  if (tuned.length === 0) return come;
  const plan = forecast(tuned, await plannedSizes(tuned, suiteOf), store, suiteOf);
  const methods = new Set(tuned.map(methodName));
  const workers = Math.min(tuned.length, jobs ?? fittingWorkers(plan.peakBytes));
  const on = workers === 1 ? "one worker" : `${workers} workers`;
  const about = `about ${describeSeconds(plan.seconds / workers)} on ${on}`;
  const rest = plan.unknown.length > 0 ? `, without ${plan.unknown.join(", ")}` : "";
  const time = plan.unknown.length === methods.size ? "time not known yet" : about + rest;
  const are = total === 1 ? "run is" : "runs are";
  const absent = `${tuned.length} of ${total} ${are} missing, ${time}`;
  return [...(shipped > 0 ? [come] : []), absent, READ_ONLY].join("; ");
}
