import {
  ensureRuns,
  loadRuns,
  type EnsureOptions,
  type LoadedRun,
} from "../experiments/store/load";
import { runId, type RunSpec } from "../experiments/spec/spec";
import { isCondensed } from "../experiments/store/condensed";
import { takeShippedRuns } from "../experiments/store/shipped-runs";
import { defaultStore } from "../experiments/store/store-paths";
import { describeState } from "../experiments/sweep/sweep-state";
import { progress } from "../progress/progress";
import { Stopped } from "./interrupt";
import { describeMissing, missingRuns, READ_ONLY } from "./missing-runs";

/**
 * The runs of a plan; those that are not in the store are computed, with a progress bar. Before it begins the bar says
 * how many are missing, how long they take, and how to read only what is there. Of runs that come with promptcal only the
 * predictions are computed, which takes a moment.
 * @param options store and processes; `data/runs` and one per core by default
 * @param signal ends the computation; finished runs are kept
 * @throws Stopped with the number of runs that are kept, when the signal was raised before all were done
 */
export async function computedRuns(
  specs: readonly RunSpec[],
  options: Pick<EnsureOptions, "store" | "jobs">,
  signal: AbortSignal,
): Promise<readonly LoadedRun[]> {
  const bar = progress({ label: "runs", total: specs.length });
  const { store = defaultStore(), jobs } = options;
  await takeShippedRuns(specs, store);
  const missing = missingRuns(specs, store);
  let kept = specs.length - missing.length;
  if (missing.length > 0)
    bar.update(kept, await describeMissing(missing, specs.length, { store, jobs }));
  try {
    const runs = await ensureRuns(specs, {
      ...options,
      signal,
      onState: (state) => {
        kept = state.done;
        bar.update(kept, `${describeState(state)}; ${READ_ONLY}`);
      },
      onNote: (text) => console.warn(text),
    });
    bar.update(runs.length);
    bar.finish();
    return runs;
  } catch (error) {
    if (!signal.aborted) throw error;
    bar.finish("stopped");
    throw new Stopped(
      `Stopped. ${kept} of ${specs.length} runs are kept; run the cell again to go on.`,
    );
  }
}

/** As `computedRuns`, of the runs that are in the store or come with promptcal alone. */
export async function storedRuns(
  specs: readonly RunSpec[],
  options: Pick<EnsureOptions, "store" | "jobs">,
  signal: AbortSignal,
): Promise<readonly LoadedRun[]> {
  const { store = defaultStore() } = options;
  await takeShippedRuns(specs, store);
  const condensed = specs.filter((spec) => isCondensed(store, runId(spec)));
  if (condensed.length > 0) await computedRuns(condensed, options, signal);
  return foundRuns(specs, store);
}

/** The runs of a plan that are in the store, with a bar that says how many are not. */
export function foundRuns(specs: readonly RunSpec[], store?: string): readonly LoadedRun[] {
  const bar = progress({ label: "runs", total: specs.length });
  const found = loadRuns(specs, store);
  bar.update(found.length);
  bar.finish(found.length < specs.length ? "the others are not in the store" : "");
  return found;
}
