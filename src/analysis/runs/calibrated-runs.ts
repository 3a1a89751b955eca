import {
  applyCalibrator,
  calibratorNames,
  fitCalibrator,
  type Calibrator,
} from "../../calibrators/calibrator";
import { fitDistanceAware } from "../../calibrators/distance-aware";
import { applySals } from "../../calibrators/sals";
import type { LoadedRun } from "../../experiments/store/load";
import { baseValidation } from "./base-validation";
import type { ClassSetPredictions } from "../../experiments/run/predictions";
import { predictFromProbabilities } from "../../metrics/probability/confidence";
import type { EvaluatedRun, ClassSetScores } from "./evaluated-run";
import { methodWith } from "../methods";
import { evaluateRun } from "./evaluate-runs";
import { suiteLookup } from "../../experiments/suites/suite-lookup";
import { progress } from "../../progress/progress";

/** Names of the calibrators in the order of tables; `none` is the run as it is. */
export const CALIBRATORS = ["none", ...calibratorNames, "distance-aware", "sals"] as const;

/** Calibrators that serve classes they were not fitted on. */
const ANY_CLASSES: readonly string[] = [
  "none",
  "temperature",
  "multi-isotonic",
  "distance-aware",
  "sals",
];

/**
 * Runs with each post-hoc calibrator on top: fitted on the base classes' validation images (the
 * distance-aware one on text features, SaLS on nothing), applied to the test images. Calibrators of a fixed list of
 * classes have no new classes. SaLS needs a zero-shot run of the same data set among the runs. Runs whose stored text
 * features do not explain their logits are left out.
 * @returns an evaluated run per run and calibrator, its method `coop[calibrator=temperature]`
 */
export async function calibratedRuns(
  runs: readonly LoadedRun[],
): Promise<readonly EvaluatedRun[]> {
  const out: EvaluatedRun[] = [];
  const suiteOf = suiteLookup();
  const bar = progress({ label: "calibrated runs", total: runs.length });
  for (const [index, run] of runs.entries()) {
    const known = await baseValidation(run, suiteOf(run.spec.suite));
    if (known !== undefined) out.push(...calibrated(run, known, zeroShotOf(run, runs)));
    bar.update(index + 1, run.spec.dataset);
  }
  bar.finish();
  return out;
}

function calibrated(
  run: LoadedRun,
  validation: ClassSetPredictions,
  zeroShot: LoadedRun | undefined,
): readonly EvaluatedRun[] {
  const evaluated = evaluateRun(run);
  const none = {
    ...evaluated.new,
    confidence: new Float64Array(0),
    correct: new Uint8Array(0),
  };
  return CALIBRATORS.flatMap((name): readonly EvaluatedRun[] => {
    const method = methodWith(run.method, { calibrator: name });
    if (name === "none") return [{ ...evaluated, method }];
    const calibrate = calibration(name, run, validation, zeroShot);
    if (calibrate === undefined) return [];
    const on = (classSet: "base" | "new"): ClassSetScores => ({
      ...evaluated[classSet],
      ...predictFromProbabilities(calibrate(classSet), run.predictions[classSet].labels),
    });
    const novel = ANY_CLASSES.includes(name) ? on("new") : none;
    return [{ ...evaluated, method, base: on("base"), new: novel }];
  });
}

/** The calibrated probabilities of a run's test images; undefined where the calibrator lacks its input. */
function calibration(
  name: Exclude<(typeof CALIBRATORS)[number], "none">,
  { predictions }: LoadedRun,
  validation: ClassSetPredictions,
  zeroShot: LoadedRun | undefined,
): ((classSet: "base" | "new") => Float64Array) | undefined {
  if (name === "sals") {
    if (zeroShot === undefined) return undefined;
    return (classSet) => {
      const { logits, classNames } = predictions[classSet];
      return applySals(logits, zeroShot.predictions[classSet].logits, classNames.length);
    };
  }
  const fitted = name === "distance-aware" ? undefined : fitCalibrator(name, validation);
  return (classSet) => {
    const own = predictions[classSet];
    const calibrator = fitted ?? distanceAware(predictions.base, own);
    return applyCalibrator(calibrator, own.logits, own.classNames.length);
  };
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

/** Zero-shot predictions of the same test images, which no seed changes. */
function zeroShotOf(
  { spec: { suite, dataset } }: LoadedRun,
  runs: readonly LoadedRun[],
): LoadedRun | undefined {
  return runs.find(
    ({ spec }) =>
      spec.tuner === "zeroshot" && spec.suite === suite && spec.dataset === dataset,
  );
}
