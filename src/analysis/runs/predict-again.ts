import { splitBaseNew } from "../../datasets/base-new";
import type { Item } from "../../datasets/image-dataset";
import type { ClipModel } from "../../encoders/towers/clip-model";
import { encodeImages } from "../../experiments/run/images/encode";
import type { HashedDataset } from "../../experiments/suites/hashed-dataset";
import type { LoadedRun } from "../../experiments/store/load";
import { loadedDataset, loadedModel } from "../../experiments/suites/loaded-suite";
import type { ClassSet, ClassSetPredictions } from "../../experiments/run/predictions";
import type { Suite } from "../../experiments/suites/suite-definition";

/** Largest difference of a logit computed again from the stored one: what float32 sums can differ by. */
const CLOSE = 2e-2;

/**
 * What a finished run says of other images of its classes, from its stored text features: logits are
 * scale * cosine. That is exact for methods that leave the image tower alone and compare cosines (zero-shot,
 * CoOp, KgCoOp and the like); whether a run is one of them is checked on its own test images.
 * @param suite of the run
 * @param data a data set whose test part to predict; classes are matched by name, those that
 *   it lacks are left out, as the literature does with ImageNet-A and -R
 * @returns undefined where the stored text features do not explain the run's logits
 */
export async function predictAgain(
  run: LoadedRun,
  suite: Suite,
  classSet: ClassSet,
  data: HashedDataset,
  items: readonly Item[] = data.dataset.test,
): Promise<ClassSetPredictions | undefined> {
  if (!(await explainsLogits(run, suite))) return undefined;
  const own = run.predictions[classSet];
  const there = new Set(data.dataset.classNames);
  const columns = own.classNames.flatMap((name, column) =>
    there.has(name) ? [column] : [],
  );
  const classNames = columns.map((column) => own.classNames[column]!);
  const labelOf = new Map(classNames.map((name, label) => [name, label]));
  const usable = items.filter(({ className }) => labelOf.has(className));
  const dimension = own.textFeatures.length / own.classNames.length;
  const rows = (features: Float32Array): Float32Array =>
    Float32Array.from(
      columns.flatMap((c) =>
        Array.from(features.subarray(c * dimension, (c + 1) * dimension)),
      ),
    );
  const textFeatures = rows(own.textFeatures);
  const model = await loadedModel(suite);
  const images = await featuresOf(model, data, usable);
  return {
    classNames,
    labels: Int32Array.from(usable, ({ className }) => labelOf.get(className)!),
    logits: scaledCosines(images, textFeatures, dimension, model.logitScale),
    textFeatures,
    zeroShotTextFeatures: rows(own.zeroShotTextFeatures),
  };
}

const explained = new WeakMap<LoadedRun["predictions"], Promise<boolean>>();

/** Whether a run's stored text features give its stored logits; found out once per run. */
function explainsLogits(run: LoadedRun, suite: Suite): Promise<boolean> {
  const known = explained.get(run.predictions) ?? compareLogits(run, suite);
  explained.set(run.predictions, known);
  return known;
}

async function compareLogits(
  { spec, predictions }: LoadedRun,
  suite: Suite,
): Promise<boolean> {
  const model = await loadedModel(suite);
  const data = await loadedDataset(suite, spec.dataset);
  const { logits, textFeatures, classNames } = predictions.base;
  const images = await featuresOf(model, data, splitBaseNew(data.dataset).base.test);
  const dimension = textFeatures.length / classNames.length;
  const again = scaledCosines(images, textFeatures, dimension, model.logitScale);
  return (
    again.length === logits.length &&
    again.every((z, i) => Math.abs(z - logits[i]!) < CLOSE)
  );
}

const features = new WeakMap<HashedDataset, Map<string, Promise<Float32Array>>>();

/** Unit image features, kept for the runs of a process that are tested on the same images. */
function featuresOf(
  model: ClipModel,
  data: HashedDataset,
  items: readonly Item[],
): Promise<Float32Array> {
  const ofData = features.get(data) ?? new Map<string, Promise<Float32Array>>();
  features.set(data, ofData);
  const key = `${model.weightsHash} ${items.map(({ path }) => path).join(" ")}`;
  const known = ofData.get(key) ?? encodeImages(model, data, items);
  ofData.set(key, known);
  return known;
}

/** Flat [n, c]. */
function scaledCosines(
  images: Float32Array,
  texts: Float32Array,
  dimension: number,
  scale: number,
): Float32Array {
  const [n, classes] = [images.length / dimension, texts.length / dimension];
  const logits = new Float32Array(n * classes);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < classes; c++) {
      let cosine = 0;
      for (let k = 0; k < dimension; k++) {
        cosine += images[i * dimension + k]! * texts[c * dimension + k]!;
      }
      logits[i * classes + c] = scale * cosine;
    }
  }
  return logits;
}
