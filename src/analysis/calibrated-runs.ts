import {
  applyCalibrator,
  calibratorNames,
  fitCalibrator,
  type Calibrator,
} from "../calibrators/calibrator";
import { fitDistanceAware } from "../calibrators/distance-aware";
import type { LoadedRun } from "../experiments/store/load";
import { baseValidation } from "./base-validation";
import type { ClassSetPredictions } from "../experiments/run/predictions";
import { predictFromProbabilities } from "../metrics/probability/confidence";
import type { EvaluatedRun, ClassSetScores } from "./evaluated-run";
import { methodWith } from "./methods";
import { evaluateRun } from "./evaluate-runs";
import { progress } from "../progress/progress";

/** Names of the calibrators in the order of tables; `none` is the run as it is. */
export const CALIBRATORS = ["none", ...calibratorNames, "distance-aware"] as const;

/** Calibrators that serve classes they were not fitted on. */
const ANY_CLASSES: readonly string[] = [
  "none",
  "temperature",
  "multi-isotonic",
  "distance-aware",
];

/**
 * Runs with each post-hoc calibrator on top: fitted on the base classes' validation images (the
 * distance-aware one on text features), applied to the test images. Calibrators of a fixed list of classes
 * have no new classes; runs whose stored text features do not explain their logits are left out.
 * @returns a judged run per run and calibrator, its method `coop[calibrator=temperature]`
 */
export async function calibratedRuns(
  runs: readonly LoadedRun[],
): Promise<readonly EvaluatedRun[]> {
  const out: EvaluatedRun[] = [];
  const bar = progress({ label: "calibrated runs", total: runs.length });
  for (const [index, run] of runs.entries()) {
    const known = await baseValidation(run);
    if (known !== undefined) out.push(...calibrated(run, known));
    bar.update(index + 1, run.spec.dataset);
  }
  bar.finish();
  return out;
}

function calibrated(
  run: LoadedRun,
  validation: ClassSetPredictions,
): readonly EvaluatedRun[] {
  const evaluated = evaluateRun(run);
  const { base, new: novel } = run.predictions;
  return CALIBRATORS.map((name): EvaluatedRun => {
    const method = methodWith(run.method, { calibrator: name });
    if (name === "none") return { ...evaluated, method };
    const fitted = name === "distance-aware" ? undefined : fitCalibrator(name, validation);
    const on = (own: ClassSetPredictions, split: ClassSetScores): ClassSetScores => ({
      ...split,
      ...recalibrated(fitted ?? distanceAware(base, own), own),
    });
    const none = {
      ...evaluated.new,
      confidence: new Float64Array(0),
      correct: new Uint8Array(0),
    };
    return {
      ...evaluated,
      method,
      base: on(base, evaluated.base),
      new: ANY_CLASSES.includes(name) ? on(novel, evaluated.new) : none,
    };
  });
}

function distanceAware(
  base: ClassSetPredictions,
  current: ClassSetPredictions,
): Calibrator {
  return fitDistanceAware({
    baseTuned: base.textFeatures,
    baseZeroShot: base.zeroShotTextFeatures,
    currentTuned: current.textFeatures,
    currentZeroShot: current.zeroShotTextFeatures,
    dimension: base.textFeatures.length / base.classNames.length,
  });
}

function recalibrated(
  calibrator: Calibrator,
  { logits, labels, classNames }: ClassSetPredictions,
): Pick<ClassSetScores, "confidence" | "correct"> {
  const probabilities = applyCalibrator(calibrator, logits, classNames.length);
  return predictFromProbabilities(probabilities, labels);
}
