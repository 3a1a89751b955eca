import { PromptcalError } from "../../errors/promptcal-error";
import { runId, type RunSpec } from "../spec/spec";
import {
  finishCondensed,
  forgetCondensed,
  isCondensed,
  readCondensed,
} from "../store/condensed";
import { tunesEveryRun } from "../store/shipped-runs";
import type { RunResult } from "../store/store";
import { PARAMETERS_FILE, PREDICTIONS_FILE } from "../store/store-paths";
import type { Suite } from "../suites/suite-definition";
import { computeRun, type ComputeContext } from "./compute-run";
import { readParameters } from "./parameters";
import { predictionsHash, writePredictions } from "./predictions";

/**
 * A condensed run made whole: its predictions are computed again from what it learned, and have to be those of its
 * result byte by byte.
 * @returns what completes its folder; undefined where the store has no condensed run, or a damaged one, this machine
 *   predicts otherwise, or `FROM_NOTHING` is set: the run is then computed like any other
 * @throws PromptcalError where data or weights are not those of the spec; the signal's reason when interrupted
 */
export async function restoredRun(
  spec: RunSpec,
  suite: Suite,
  context: ComputeContext,
): Promise<(() => RunResult) | undefined> {
  const { store, onNote } = context;
  const id = runId(spec);
  if (!isCondensed(store, id)) return undefined;
  const condensed = tunesEveryRun() ? undefined : condensedResult(id, context);
  if (condensed !== undefined) {
    const learned = condensed.files[PARAMETERS_FILE] && readParameters(store, id);
    const { predictions } = await computeRun(spec, suite, {
      ...context,
      ...(learned && { learned }),
    });
    if (predictionsHash(predictions) === condensed.files[PREDICTIONS_FILE]) {
      return () => {
        writePredictions(store, id, predictions);
        return finishCondensed(store, condensed);
      };
    }
    onNote?.(
      "what it learned predicts otherwise on this machine, so that it is tuned here",
    );
  }
  forgetCondensed(store, id);
  return undefined;
}

function condensedResult(
  id: string,
  { store, onNote }: ComputeContext,
): RunResult | undefined {
  try {
    return readCondensed(store, id);
  } catch (error) {
    if (!(error instanceof PromptcalError)) throw error;
    onNote?.(`the condensed run is damaged, so that it is tuned here: ${error.message}`);
    return undefined;
  }
}
