/**
 * A process that takes one step of a method on the base classes of a data set, predicts an image, and ends: its peak
 * memory is what the method needs. It is sent a `StepOrder`.
 */
import { splitBaseNew } from "../../../../src/datasets/base-new";
import { resolveSpec } from "../../../../src/experiments/spec/resolve";
import {
  loadedDataset,
  loadedModel,
} from "../../../../src/experiments/suites/loaded-suite";
import { suiteNamed } from "../../../../src/experiments/suites/suite";
import { randomRequest } from "../../../../src/experiments/sweep/forecast/random-request";
import { tune } from "../../../../src/training/tune";
import { cpuSeconds } from "../rehearsal/cpu-seconds";
import type { RunOrder } from "../rehearsal/run-worker";

export interface StepOrder {
  readonly request: RunOrder["request"];
  /** Whether an image is predicted, too. */
  readonly predicts: boolean;
}

export interface StepFindings {
  /** Core-seconds of all steps, one per image for methods that take images singly. */
  readonly tuning: number;
  /** Core-seconds of the prediction of one image. */
  readonly predicting: number | undefined;
  readonly peakBytes: number;
}

async function measured({ request, predicts }: StepOrder): Promise<StepFindings> {
  const suite = suiteNamed(request.suite);
  const spec = await resolveSpec({ ...request, suite });
  const model = await loadedModel(suite);
  const { dataset } = await loadedDataset(suite, spec.dataset);
  const { classNames } = splitBaseNew(dataset).base;
  const random = randomRequest(spec, suite, model, { classNames, epochs: 1 });
  const started = cpuSeconds();
  const tuned = await tune(random);
  const between = cpuSeconds();
  const [images] = random.trainImages;
  const one = images!.subarray(0, images!.length / random.trainLabels.length);
  if (predicts && tuned.testTime === undefined) tuned.logits(one, classNames);
  if (predicts && tuned.testTime !== undefined) {
    const views = new Float32Array(tuned.testTime.views * one.length);
    for (let at = 0; at < views.length; at += one.length) views.set(one, at);
    tuned.testTime.predict(views, classNames);
  }
  return {
    tuning: between - started,
    predicting: predicts ? cpuSeconds() - between : undefined,
    peakBytes: 1024 * process.resourceUsage().maxRSS,
  };
}

process.once("message", (order: StepOrder) => {
  void measured(order).then((found) => process.send!(found, () => process.exit(0)));
});
