import type { BinOptions } from "../../metrics/bins";
import { reliabilityBins } from "../../metrics/reliability-bins";
import type { CalibrationInput } from "../../metrics/calibration-input";
import { ece } from "../../metrics/ece";
import { signedGap } from "../../metrics/signed-gap";
import { PromptcalError } from "../../errors/promptcal-error";
import type { ConfidencePanel } from "../figures/confidence-histogram";
import type { ReliabilityPanel } from "../figures/reliability-diagram";
import { type JudgedRun } from "../../analysis/evaluated-run";
import { type Method, methodTitle } from "../../analysis/methods";

/** Which predictions a panel shows: all runs of a method, on base or on new classes. */
export interface PanelChoice {
  readonly method: Method;
  readonly split: "base" | "new";
}

/**
 * The predictions of all runs of a method together, each seed's once: a picture of the method, with
 * more samples per bin than any single run has. Its ECE is at most the mean of the seeds' ECEs.
 * @throws PromptcalError when there is no such run
 */
export function poolRuns(
  runs: readonly JudgedRun[],
  { method, split }: PanelChoice,
): CalibrationInput {
  const chosen = runs.filter((run) => run.method === method).map((run) => run[split]);
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

/** Panels of a reliability diagram, in the order of `choices`. */
export function reliabilityPanels(
  runs: readonly JudgedRun[],
  choices: readonly PanelChoice[],
  options: BinOptions = {},
): readonly ReliabilityPanel[] {
  return choices.map((choice) => {
    const input = poolRuns(runs, choice);
    return {
      title: titleOf(choice),
      eceName: "ECE, pooled",
      ece: ece(input, options),
      gap: signedGap(input).value,
    };
  });
}

/** Panels of a confidence histogram, in the order of `choices`. */
export function confidencePanels(
  runs: readonly JudgedRun[],
  choices: readonly PanelChoice[],
  options: BinOptions = {},
): readonly ConfidencePanel[] {
  return choices.map((choice) => {
    const input = poolRuns(runs, choice);
    const bins = reliabilityBins(input, options);
    return { title: titleOf(choice), bins, gap: signedGap(input) };
  });
}

function titleOf({ method, split }: PanelChoice): string {
  return `${methodTitle(method)}, ${split}`;
}
