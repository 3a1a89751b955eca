import { runLocally } from "../../experiments/sweep/launchers/local";
import {
  describePoolSize,
  memoryWarning,
} from "../../experiments/sweep/launchers/pool-size";
import { describeSpec, type RunSpec } from "../../experiments/spec/spec";
import { suiteLookup } from "../../experiments/suites/suite-lookup";
import { describeState } from "../../experiments/sweep/sweep-state";
import { eventError } from "../../errors/promptcal-error";
import { INTERRUPTED } from "../exit-codes";
import { ProgressLine } from "../progress-line";
import type { PoolArguments } from "./sweep-options";

/**
 * Computes what is missing of a plan in worker processes, with one progress line. An interruption
 * ends the process; a failed run does not stop the others.
 * @throws PromptcalError naming the failed runs
 */
export async function sweepRuns(
  specs: readonly RunSpec[],
  { store, jobs, skipBadImages }: PoolArguments,
  signal: AbortSignal,
): Promise<void> {
  const progress = new ProgressLine();
  const reported = new Set<string>();
  const warning = memoryWarning(specs);
  if (warning !== undefined) progress.note(warning);
  const { done, computed, failed, interrupted } = await runLocally(specs, {
    store,
    suiteOf: suiteLookup(),
    jobs,
    skipBadImages,
    signal,
    onPoolSize: (size) => progress.note(describePoolSize(size)),
    onState: (state) => progress.update(describeState(state)),
    onNote: (text, spec) => {
      // One cause, for instance missing weights, can fail every run: once is enough.
      if (!reported.has(text)) progress.note(`${describeSpec(spec)}: ${text}`);
      reported.add(text);
    },
  });
  progress.end();
  if (interrupted) {
    process.stderr.write("interrupted; repeat the command to resume\n");
    process.exit(INTERRUPTED);
  }
  if (failed.length > 0) {
    throw eventError(
      `${failed.length} of ${specs.length} runs failed and ${done} are done: ` +
        listed(failed.map(({ spec }) => describeSpec(spec))),
      "the reasons are printed above; repeat the command to retry the failed runs",
    );
  }
  process.stdout.write(
    `${done} runs done: ${computed} computed, ${done - computed} before (${store})\n`,
  );
}

const LISTED = 5;

function listed(names: readonly string[]): string {
  const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : "";
  return names.slice(0, LISTED).join("; ") + more;
}
