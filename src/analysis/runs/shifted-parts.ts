import type { LoadedRun } from "../../experiments/store/load";
import { datasetShifts, loadedShift } from "../../experiments/suites/loaded-suite";
import {
  CLASS_SETS,
  type Predictions,
  type ClassSetPredictions,
} from "../../experiments/run/predictions";
import { SHIFTED } from "../../experiments/suites/shifted-tests";
import type { Suite } from "../../experiments/suites/suite-definition";

/**
 * The predictions of a run that was tested under covariate shift (a suite `…+shifts`), by shift; nothing for other
 * runs. Classes that have no image under a shift are left out there, as the literature does with ImageNet-A and
 * -R.
 * @param suite the plain suite, without the shifts
 */
export async function shiftedParts(
  { spec, predictions }: LoadedRun,
  suite: Suite,
): Promise<ReadonlyMap<string, Predictions>> {
  const parts = new Map<string, Predictions>();
  if (!spec.suite.endsWith(SHIFTED)) return parts;
  const done = { base: 0, new: 0 };
  for (const shift of datasetShifts(suite, spec.dataset)) {
    const { dataset } = await loadedShift(suite, spec.dataset, shift);
    const part = CLASS_SETS.map((classSet) => {
      const all = predictions[classSet];
      const known = new Set(all.classNames);
      const count = dataset.test.filter(({ className }) => known.has(className)).length;
      const start = done[classSet];
      done[classSet] += count;
      return [classSet, rowsOf(all, start, done[classSet])] as const;
    });
    parts.set(shift, Object.fromEntries(part) as Predictions);
  }
  return parts;
}

/** Some rows, and the classes that these have. */
function rowsOf(all: ClassSetPredictions, start: number, end: number): ClassSetPredictions {
  const width = all.classNames.length;
  const labels = all.labels.subarray(start, end);
  const columns = [...new Set(labels)].sort((a, b) => a - b);
  const columnOf = new Map(columns.map((column, at) => [column, at]));
  const dimension = all.textFeatures.length / width;
  const features = (of: Float32Array): Float32Array =>
    Float32Array.from(
      columns.flatMap((c) => Array.from(of.subarray(c * dimension, (c + 1) * dimension))),
    );
  return {
    classNames: columns.map((column) => all.classNames[column]!),
    labels: Int32Array.from(labels, (label) => columnOf.get(label)!),
    logits: Float32Array.from({ length: labels.length * columns.length }, (_, i) => {
      const row = start + Math.floor(i / columns.length);
      return all.logits[row * width + columns[i % columns.length]!]!;
    }),
    textFeatures: features(all.textFeatures),
    zeroShotTextFeatures: features(all.zeroShotTextFeatures),
  };
}
