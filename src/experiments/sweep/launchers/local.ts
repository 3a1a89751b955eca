import type { RunSpec } from "../../spec/spec";
import { takeShippedRuns } from "../../store/shipped-runs";
import type { LocalOptions, SweepOutcome } from "./local-options";
import { LocalPool } from "./local-pool";

export type { FailedRun, LocalOptions, SweepOutcome } from "./local-options";

/**
 * Computes the runs that are not done yet, in worker processes that each keep the model loaded. Of those that come with
 * promptcal only the predictions are computed.
 * Any number of sweeps may run on one store at a time: leases keep them off each other's runs.
 */
export async function runLocally(
  specs: readonly RunSpec[],
  options: LocalOptions,
): Promise<SweepOutcome> {
  const shipped = await takeShippedRuns(specs, options.store);
  if (shipped > 0) options.onShipped?.(shipped);
  return new LocalPool(specs, options).run();
}
