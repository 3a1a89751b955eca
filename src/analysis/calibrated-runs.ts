import { splitBaseNew } from "../datasets/base-new";
import {
  applyCalibrator,
  calibratorNames,
  fitCalibrator,
  type Calibrator,
} from "../calibrators/calibrator";
import { fitDistanceAware } from "../calibrators/distance-aware";
import type { LoadedRun } from "../experiments/store/load";
import { loadedDataset } from "../experiments/suites/loaded-suite";
import { predictAgain } from "./predict-again";
import type { SplitPredictions } from "../experiments/run/predictions";
import { suiteNamed } from "../experiments/suites/suite";
import { predictFromProbabilities } from "../metrics/confidence";
import type { JudgedRun, JudgedSplit } from "./evaluated-run";
import { methodWith } from "./methods";
import { judgedRun } from "./evaluate-runs";
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
): Promise<readonly JudgedRun[]> {
  const out: JudgedRun[] = [];
  const bar = progress({ label: "calibrated runs", total: runs.length });
  for (const [place, run] of runs.entries()) {
    const data = await loadedDataset(suiteNamed(run.spec.suite), run.spec.dataset);
    const { validation } = splitBaseNew(data.dataset).base;
    const known = await predictAgain(run, "base", data, validation);
    if (known !== undefined) out.push(...calibrated(run, known));
    bar.update(place + 1, run.spec.dataset);
  }
  bar.finish();
  return out;
}

function calibrated(run: LoadedRun, validation: SplitPredictions): readonly JudgedRun[] {
  const judged = judgedRun(run);
  const { base, new: fresh } = run.predictions;
  return CALIBRATORS.map((name): JudgedRun => {
    const method = methodWith(run.method, { calibrator: name });
    if (name === "none") return { ...judged, method };
    const fitted = name === "distance-aware" ? undefined : fitCalibrator(name, validation);
    const on = (own: SplitPredictions, split: JudgedSplit): JudgedSplit => ({
      ...split,
      ...recalibrated(fitted ?? distanceAware(base, own), own),
    });
    const none = {
      ...judged.new,
      confidence: new Float64Array(0),
      correct: new Uint8Array(0),
    };
    return {
      ...judged,
      method,
      base: on(base, judged.base),
      new: ANY_CLASSES.includes(name) ? on(fresh, judged.new) : none,
    };
  });
}

function distanceAware(base: SplitPredictions, current: SplitPredictions): Calibrator {
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
  { logits, labels, classNames }: SplitPredictions,
): Pick<JudgedSplit, "confidence" | "correct"> {
  const probabilities = applyCalibrator(calibrator, logits, classNames.length);
  return predictFromProbabilities(probabilities, labels);
}
