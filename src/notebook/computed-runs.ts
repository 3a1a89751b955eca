import { ensureRuns, type EnsureOptions, type LoadedRun } from "../experiments/store/load";
import type { RunSpec } from "../experiments/spec/spec";
import { describeState } from "../experiments/sweep/sweep-state";
import { progress } from "../progress/progress";
import { Stopped } from "./interrupt";

/**
 * The runs of a plan; those that are not in the store are computed, with a progress bar.
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
  let kept = 0;
  try {
    const runs = await ensureRuns(specs, {
      ...options,
      signal,
      onState: (state) => {
        kept = state.done;
        bar.update(kept, describeState(state));
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
