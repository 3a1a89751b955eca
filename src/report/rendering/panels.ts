import type { BinOptions } from "../../metrics/binned/bins";
import { reliabilityBins } from "../../metrics/binned/reliability-bins";
import type { CalibrationInput } from "../../metrics/calibration-input";
import { ece } from "../../metrics/binned/ece";
import { signedGap } from "../../metrics/signed-gap";
import { mean } from "../../numeric/mean";
import { PromptcalError } from "../../errors/promptcal-error";
import type { ConfidencePanel } from "../figures/confidence-histogram";
import type { ReliabilityPanel } from "../figures/reliability-panel";
import { type EvaluatedRun } from "../../analysis/runs/evaluated-run";
import { type Method, methodTitle } from "../../analysis/methods";

/** Which predictions a panel shows: all runs of a method, on base or on new classes. */
export interface PanelChoice {
  readonly method: Method;
  readonly classSet: "base" | "new";
}

/**
 * The predictions of all runs of a method together, each seed's once: a picture of the method, with
 * more samples per bin than any single run has. Its ECE is at most the mean of the seeds' ECEs.
 * @throws PromptcalError when there is no such run
 */
export function poolRuns(
  runs: readonly EvaluatedRun[],
  { method, classSet }: PanelChoice,
): CalibrationInput {
  const chosen = runs.filter((run) => run.method === method).map((run) => run[classSet]);
  if (chosen.length === 0) {
    throw new PromptcalError(
      `panel: expected runs of ${method}, got none among ${runs.length} runs`,
    );
  }
  return {
    confidence: Float64Array.from(chosen.flatMap(({ confidence }) => [...confidence])),
    correct: Uint8Array.from(chosen.flatMap(({ correct }) => [...correct])),
  };
}

/** Panels of a reliability diagram: the bins of all images together, and the mean ECE of data sets. */
export function reliabilityPanels(
  runs: readonly EvaluatedRun[],
  choices: readonly PanelChoice[],
  options: BinOptions = {},
): readonly ReliabilityPanel[] {
  return choices.map((choice) => {
    const input = poolRuns(runs, choice);
    return {
      title: titleOf(choice),
      ece: ece(input, options),
      datasetMeanEce: datasetMeanEce(runs, choice, options),
      gap: signedGap(input).value,
    };
  });
}

/** ECE of each run, mean over the seeds of a data set, then over data sets. */
function datasetMeanEce(
  runs: readonly EvaluatedRun[],
  { method, classSet }: PanelChoice,
  options: BinOptions,
): number {
  const byDataset = new Map<string, number[]>();
  for (const run of runs.filter((each) => each.method === method)) {
    const values = byDataset.get(run.dataset) ?? [];
    byDataset.set(run.dataset, [...values, ece(run[classSet], options).value]);
  }
  return mean(Array.from(byDataset.values(), (values) => mean(values)));
}

/** Panels of a confidence histogram, in the order of `choices`. */
export function confidencePanels(
  runs: readonly EvaluatedRun[],
  choices: readonly PanelChoice[],
  options: BinOptions = {},
): readonly ConfidencePanel[] {
  return choices.map((choice) => {
    const input = poolRuns(runs, choice);
    const bins = reliabilityBins(input, options);
    return { title: titleOf(choice), bins, gap: signedGap(input) };
  });
}

function titleOf({ method, classSet }: PanelChoice): string {
  return `${methodTitle(method)}, ${classSet}`;
}
