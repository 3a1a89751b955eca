import { acceptedSamples } from "../../decisions/accepted-samples";
import { conformalScores } from "../../decisions/conformal-scores";
import {
  fitThresholds,
  type LabelledLogits,
  setQuality,
} from "../../decisions/prediction-sets";
import type { LoadedRun } from "../../experiments/store/load";
import type { CalibrationInput } from "../../metrics/calibration-input";
import { progress } from "../../progress/progress";
import { seededRandom } from "../../random/random";
import { baseValidation } from "../runs/base-validation";
import { evaluateRun, type RunToEvaluate } from "../runs/evaluate-runs";
import type { ClassSetScores, EvaluatedRun } from "../runs/evaluated-run";
import { suiteLookup } from "../../experiments/suites/suite-lookup";
import {
  acceptedAccuracy,
  acceptedGap,
  COVERAGE_LEVELS,
  coverageGap,
  expectedCoverageGap,
  REFUSED_SHARES,
  setSize,
} from "./decision-quantities";

/**
 * Runs with what decisions on their predictions cost (`decision-quantities`): conformal sets fitted on the base
 * classes' validation images, and accuracy where the least confident predictions are refused, both on base and new
 * test images. Runs whose stored text features do not explain their logits are left out.
 */
export async function decisionRuns(
  runs: readonly LoadedRun[],
): Promise<readonly EvaluatedRun[]> {
  const out: EvaluatedRun[] = [];
  const suiteOf = suiteLookup();
  const bar = progress({ label: "decisions", total: runs.length });
  for (const [index, run] of runs.entries()) {
    const validation = await baseValidation(run, suiteOf(run.spec.suite));
    if (validation !== undefined) out.push(decisionRun(run, validation));
    bar.update(index + 1, run.spec.dataset);
  }
  bar.finish();
  return out;
}

/** One run with what decisions cost. @param validation its predictions of base validation images */
export function decisionRun(run: RunToEvaluate, validation: LabelledLogits): EvaluatedRun {
  const evaluated = evaluateRun(run);
  const ofSets = setValues(run, validation);
  const withCosts = (name: "base" | "new"): ClassSetScores => {
    const scores = evaluated[name];
    const values = { ...scores.values, ...ofSets[name], ...refusalValues(scores) };
    return { ...scores, values };
  };
  return { ...evaluated, base: withCosts("base"), new: withCosts("new") };
}

type Values = Readonly<Record<string, number>>;

/** Coverage gaps and sizes of the sets. All methods on a data set and seed draw the same numbers. */
function setValues(
  { spec, predictions }: RunToEvaluate,
  validation: LabelledLogits,
): Readonly<Record<"base" | "new", Values>> {
  const random = (purpose: string) =>
    seededRandom("prediction sets", purpose, spec.dataset, spec.seed);
  const fitted = conformalScores.map((score) => ({
    score,
    thresholds: fitThresholds(score, validation, COVERAGE_LEVELS, random("validation")),
  }));
  const on = (name: "base" | "new"): Values => {
    const values: Record<string, number> = {};
    for (const { score, thresholds } of fitted) {
      const quality = setQuality(score, thresholds, predictions[name], random(name));
      COVERAGE_LEVELS.forEach((level, index) => {
        const { coverage, meanSize } = quality[index]!;
        values[coverageGap(score, level)] = coverage - level;
        values[setSize(score, level)] = meanSize;
        values[expectedCoverageGap(level)] = thresholds[index]!.expectedCoverage - level;
      });
    }
    return values;
  };
  return { base: on("base"), new: on("new") };
}

function refusalValues(scores: CalibrationInput): Values {
  return Object.fromEntries(
    REFUSED_SHARES.flatMap((refused) => {
      const { accuracy, confidence } = acceptedSamples(scores, refused);
      return [
        [acceptedAccuracy(refused), accuracy],
        [acceptedGap(refused), confidence - accuracy],
      ];
    }),
  );
}
