import { splitBaseNew } from "../../datasets/base-new";
import type { ClassSetPredictions } from "../../experiments/run/predictions";
import type { LoadedRun } from "../../experiments/store/load";
import { loadedDataset } from "../../experiments/suites/loaded-suite";
import type { Suite } from "../../experiments/suites/suite-definition";
import { predictAgain } from "./predict-again";

/**
 * A run's predictions of the base classes' validation images, which no method is tuned on: labelled data for whatever
 * is fitted after tuning.
 * @param suite of the run
 * @returns undefined where the stored text features do not explain the run's logits
 */
export async function baseValidation(
  run: LoadedRun,
  suite: Suite,
): Promise<ClassSetPredictions | undefined> {
  const data = await loadedDataset(suite, run.spec.dataset);
  const { validation } = splitBaseNew(data.dataset).base;
  return predictAgain(run, suite, "base", data, validation);
}
