import { runLocally, type SweepOutcome } from "../../experiments/sweep/launchers/local";
import {
  describePoolSize,
  memoryWarning,
} from "../../experiments/sweep/launchers/pool-size";
import { describeSpec, runId, type RunSpec } from "../../experiments/spec/spec";
import { suiteLookup } from "../../experiments/suites/suite-lookup";
import { FROM_NOTHING } from "../../experiments/store/shipped-runs";
import { describeState } from "../../experiments/sweep/sweep-state";
import { firstFew } from "../../errors/first-few";
import { eventError } from "../../errors/promptcal-error";
import { INTERRUPTED } from "../terminal/exit-codes";
import { writeJson } from "../terminal/json-output";
import { ProgressLine } from "../terminal/progress-line";
import type { PoolArguments } from "./sweep-options";

/** What the commands `sweep` and `sweep run` do with a plan: compute what is missing, and say what was done. */
export async function sweepPlan(
  specs: readonly RunSpec[],
  { json, ...pool }: PoolArguments & { readonly json: boolean },
  signal: AbortSignal,
): Promise<void> {
  const outcome = await sweepRuns(specs, pool, signal);
  const { done, computed, failed } = outcome;
  if (json) {
    const failures = failed.map(({ spec, message }) => ({ run: runId(spec), message }));
    writeJson({ store: pool.store, total: specs.length, done, computed, failed: failures });
  }
  refuseFailures(outcome, specs.length);
  if (!json) process.stdout.write(`${doneText(outcome, pool.store)}\n`);
}

/**
 * Computes what is missing of a plan in worker processes, with one progress line. An interruption
 * ends the process; a failed run does not stop the others.
 */
export async function sweepRuns(
  specs: readonly RunSpec[],
  { store, jobs, skipBadImages }: PoolArguments,
  signal: AbortSignal,
): Promise<SweepOutcome> {
  const progress = new ProgressLine();
  const reported = new Set<string>();
  const warning = memoryWarning(specs);
  if (warning !== undefined) progress.note(warning);
  const outcome = await runLocally(specs, {
    store,
    suiteOf: suiteLookup(),
    jobs,
    skipBadImages,
    signal,
    onShipped: (count) =>
      progress.note(
        `${count} runs come with promptcal (data/results): only their predictions are computed; ` +
          `${FROM_NOTHING}=1 tunes them, too`,
      ),
    onPoolSize: (size) => progress.note(describePoolSize(size)),
    onState: (state) => progress.update(describeState(state)),
    onNote: (text, spec) => {
      // One cause, for instance missing weights, can fail every run: once is enough.
      if (!reported.has(text)) progress.note(`${describeSpec(spec)}: ${text}`);
      reported.add(text);
    },
  });
  progress.end();
  if (outcome.interrupted) {
    process.stderr.write("interrupted; repeat the command to resume\n");
    process.exit(INTERRUPTED);
  }
  return outcome;
}

/** @throws PromptcalError naming the runs that failed */
export function refuseFailures({ done, failed }: SweepOutcome, total: number): void {
  if (failed.length === 0) return;
  throw eventError(
    `${failed.length} of ${total} runs failed and ${done} are done: ` +
      firstFew(
        failed.map(({ spec }) => describeSpec(spec)),
        { separator: "; " },
      ),
    "the reasons are printed above; repeat the command to retry the failed runs",
  );
}

/** `180 runs done: 12 computed, 168 before (data/runs)` */
export function doneText({ done, computed }: SweepOutcome, store: string): string {
  return `${done} runs done: ${computed} computed, ${done - computed} before (${store})`;
}
