import type { ClassSetPredictions, Predictions } from "../../experiments/run/predictions";
import { testSample } from "../../experiments/run/test-sample";
import { mismatch } from "../../errors/promptcal-error";
import type { RunToEvaluate } from "../runs/evaluate-runs";

/**
 * A run on the test images that another run of its data set and seed was tested on, so that both can be compared
 * image by image. A run that was tested on a sample says so by its number of images.
 * @throws PromptcalError where the images are not the same
 */
export function onSampleOf(run: RunToEvaluate, other: RunToEvaluate): RunToEvaluate {
  const { dataset, seed } = run.spec;
  const restricted = (name: keyof Predictions): ClassSetPredictions => {
    const [own, theirs] = [run.predictions[name], other.predictions[name]];
    const sample = testSample(own.labels.length, theirs.labels.length, dataset, seed);
    const rows = onlyRows(own, sample);
    if (rows.labels.join() === theirs.labels.join()) return rows;
    throw mismatch({
      what: `${name} test images of run ${run.id}`,
      expected: `those of run ${other.id}, or more`,
      got: "others",
    });
  };
  return { ...run, predictions: { base: restricted("base"), new: restricted("new") } };
}

function onlyRows(own: ClassSetPredictions, rows: Int32Array): ClassSetPredictions {
  const { classNames, labels, logits, ofImages, ...others } = own;
  if (rows.length === labels.length) return own;
  const classes = classNames.length;
  const kept = new Float32Array(rows.length * classes);
  rows.forEach((row, i) => {
    kept.set(logits.subarray(row * classes, (row + 1) * classes), i * classes);
  });
  return {
    ...others,
    classNames,
    labels: Int32Array.from(rows, (row) => labels[row]!),
    logits: kept,
  };
}
