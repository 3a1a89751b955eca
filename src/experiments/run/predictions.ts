import { join } from "node:path";
import { mismatch } from "../../errors/promptcal-error";
import { sha256 } from "../../files/hash";
import { checked } from "../../files/json/checked";
import { parseJson } from "../../files/json/parse-json";
import { TEXTS } from "../../files/json/schema";
import {
  readSafetensors,
  safetensorsPieces,
  tensorOf,
  writeSafetensors,
} from "../../files/tensors/safetensors";
import type { SafetensorsFile, TensorToStore } from "../../files/tensors/safetensors";
import { PREDICTIONS_FILE, runFolder } from "../store/store-paths";

/** `base`: the classes tuned on; `new`: classes never seen in tuning. */
export const CLASS_SETS = ["base", "new"] as const;
export type ClassSet = (typeof CLASS_SETS)[number];

/**
 * What is known of the text features that each image is predicted with, where these differ: by key of the metric.
 * `confidence_bound` is the largest confidence that they allow the predicted class.
 */
export const TEXT_MEASURES = [
  "fd",
  "centroid_spread",
  "largest_cosine",
  "confidence_bound",
] as const;
export type TextMeasures = Readonly<Record<(typeof TEXT_MEASURES)[number], Float32Array>>;

/** A run's predictions on one test set; every metric is a function of this. */
export interface ClassSetPredictions {
  readonly classNames: readonly string[];
  /** Scaled logits, flat [n, c]. */
  readonly logits: Float32Array;
  /** True classes, shape [n]. */
  readonly labels: Int32Array;
  /**
   * Unit text features of the tuned prompts, flat [c, d]; empty where they are not known (imported logits). Of a
   * method that tunes on each test image, their mean over images, brought to unit length.
   */
  readonly textFeatures: Float32Array;
  /** Of each image, shape [n]; only where every image has its own text features. */
  readonly ofImages?: TextMeasures;
  /** Unit text features of the template prompts, flat [c, d]. */
  readonly zeroShotTextFeatures: Float32Array;
}

export type Predictions = Readonly<Record<ClassSet, ClassSetPredictions>>;

/**
 * Writes `predictions.safetensors` of a run: per class set `S.logits`, `S.labels`, `S.text_features`,
 * `S.zero_shot_text_features` and, of a test-time method, `S.fd` and the other measures of each image's text features.
 */
export function writePredictions(
  store: string,
  id: string,
  predictions: Predictions,
): void {
  const { tensors, metadata } = storedForm(predictions);
  writeSafetensors(join(runFolder(store, id), PREDICTIONS_FILE), tensors, metadata);
}

/** SHA-256 of the file that `writePredictions` would write. */
export function predictionsHash(predictions: Predictions): string {
  const { tensors, metadata } = storedForm(predictions);
  return sha256(Buffer.concat(safetensorsPieces(tensors, metadata, PREDICTIONS_FILE)));
}

interface StoredForm {
  readonly tensors: Readonly<Record<string, TensorToStore>>;
  readonly metadata: Readonly<Record<string, string>>;
}

function storedForm(predictions: Predictions): StoredForm {
  const tensors: Record<string, TensorToStore> = {};
  const metadata: Record<string, string> = {};
  for (const classSet of CLASS_SETS) {
    const { classNames, logits, labels, textFeatures, zeroShotTextFeatures } =
      predictions[classSet];
    const classes = classNames.length;
    const dimension = zeroShotTextFeatures.length / classes;
    tensors[`${classSet}.logits`] = { shape: [labels.length, classes], data: logits };
    tensors[`${classSet}.labels`] = { shape: [labels.length], data: labels };
    if (textFeatures.length > 0) {
      const shape = [classes, textFeatures.length / classes];
      tensors[`${classSet}.text_features`] = { shape, data: textFeatures };
    }
    tensors[`${classSet}.zero_shot_text_features`] = {
      shape: [classes, dimension],
      data: zeroShotTextFeatures,
    };
    for (const measure of TEXT_MEASURES) {
      const data = predictions[classSet].ofImages?.[measure];
      if (data === undefined) continue;
      tensors[`${classSet}.${measure}`] = { shape: [labels.length], data };
    }
    metadata[`${classSet}.class_names`] = JSON.stringify(classNames);
  }
  return { tensors, metadata };
}

/**
 * Reads what `writePredictions` wrote. Whether the file is the one of the result is not asked here:
 * `readRun` does that.
 * @throws PromptcalError naming file and tensor
 */
export function readPredictions(store: string, id: string): Predictions {
  const path = join(runFolder(store, id), PREDICTIONS_FILE);
  const file = readSafetensors(path);
  const read = (classSet: ClassSet): ClassSetPredictions => {
    const classNames = parseNames(file.metadata[`${classSet}.class_names`], classSet, path);
    const classes = classNames.length;
    const labels = typed(file, `${classSet}.labels`, [-1], Int32Array, path);
    checkLabels(labels, classes, classSet, path);
    const floats = (name: string, shape: readonly number[]): Float32Array =>
      typed(file, `${classSet}.${name}`, shape, Float32Array, path);
    return {
      classNames,
      labels,
      logits: floats("logits", [labels.length, classes]),
      textFeatures: file.tensors.has(`${classSet}.text_features`)
        ? floats("text_features", [classes, -1])
        : new Float32Array(0),
      zeroShotTextFeatures: floats("zero_shot_text_features", [classes, -1]),
      ...(file.tensors.has(`${classSet}.${TEXT_MEASURES[0]}`)
        ? {
            ofImages: Object.fromEntries(
              TEXT_MEASURES.map((measure) => [measure, floats(measure, [labels.length])]),
            ) as TextMeasures,
          }
        : {}),
    };
  };
  return { base: read("base"), new: read("new") };
}

function typed<T extends Int32Array | Float32Array>(
  file: SafetensorsFile,
  name: string,
  shape: readonly number[],
  type: new () => T,
  where: string,
): T {
  const { data, dtype } = tensorOf(file, name, shape, where);
  if (data instanceof type) return data;
  const expected = `values of ${type.name}`;
  throw mismatch({ what: `tensor ${name}`, expected, got: dtype, where });
}

function checkLabels(
  labels: Int32Array,
  classes: number,
  classSet: ClassSet,
  where: string,
): void {
  const at = labels.findIndex((label) => label < 0 || label >= classes);
  if (at < 0) return;
  throw mismatch({
    what: `label ${at} of ${classSet}`,
    expected: `0 to ${classes - 1}`,
    got: String(labels[at]),
    where,
  });
}

function parseNames(
  text: string | undefined,
  classSet: ClassSet,
  where: string,
): readonly string[] {
  const what = `class names of ${classSet}`;
  return checked(TEXTS, parseJson(text ?? "null", what, where), what, where);
}
