import { setTimeout as sleep } from "node:timers/promises";
import { beginAttempt, forgetAttempts } from "../store/attempts";
import { isInterruption } from "../run/interruption";
import { isParked } from "../store/quarantine";
import type { RunContext } from "../run/run-context";
import { executeRun } from "../run/run";
import { runLog } from "../store/run-log";
import { runId, type RunSpec } from "../spec/spec";
import type { RunResult } from "../store/store";

/** How long to wait before asking again for a run that another process computes. */
const ASK_AGAIN_MS = 2000;

/**
 * Completes a run: computes it, or waits while another process does, and takes over
 * when that one dies. Attempts are remembered in the store until the run is done.
 * @throws PromptcalError where the run fails; the signal's reason when interrupted
 */
export async function workOn(spec: RunSpec, context: RunContext): Promise<RunResult> {
  const { store, signal } = context;
  const id = runId(spec);
  for (;;) {
    let end: ReturnType<typeof beginAttempt> | undefined;
    try {
      const outcome = await executeRun(spec, {
        ...context,
        onStart: () => (end = beginAttempt(store, id)),
      });
      if (outcome.state === "done") {
        forgetAttempts(store, id);
        return outcome.result;
      }
    } catch (error) {
      if (isInterruption(error)) end?.("interrupted");
      else end?.("failed", (error as Error).message);
      if (isParked(store, id)) runLog(store, id, context.index)("parked");
      throw error;
    }
    await sleep(ASK_AGAIN_MS, undefined, { signal });
  }
}
