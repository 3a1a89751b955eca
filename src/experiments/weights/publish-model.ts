import { rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import {
  equalConfidenceScale,
  type EqualConfidence,
} from "../../calibrators/equal-confidence-scale";
import { fitLogitScale } from "../../calibrators/logit-scale";
import { loadWorld } from "../../datasets/icons/load-world";
import { worldDatasets } from "../../datasets/icons/world-files";
import { loadClip, type ClipModel } from "../../encoders/towers/clip-model";
import type { Tokenizer } from "../../encoders/tokens/tokenizer";
import { tf } from "../../engine/tf";
import { ece } from "../../metrics/binned/ece";
import { predictFromLogits } from "../../metrics/probability/confidence";
import { accuracy } from "../../metrics/accuracy";
import { signedGap } from "../../metrics/signed-gap";
import type { ZeroShotQuality } from "../../metrics/zero-shot-quality";
import { trainingImages } from "../../pretraining/batch";
import { exportWeights } from "../../pretraining/export-weights";
import type { Corpus } from "../../pretraining/corpus";
import { foldNorms } from "../../pretraining/fold-norms";
import type { PretrainingRecipe } from "../../pretraining/recipe";
import type { Training } from "../../pretraining/train";
import { calibrationCosines } from "./calibration-cosines";
import { recordWeightsHash } from "./weights-file";
import { zeroShotCosines } from "../run/zero-shot";

/** Training images over which the stem's norms are averaged. */
const NORM_BATCHES = 16;
const NORM_BATCH = 512;

/** A published model: its scale, how that was found, and its zero-shot quality. */
export interface PublishedModel {
  readonly path: string;
  readonly sha256: string;
  /** Logit scale at the end of the training, before the fit. */
  readonly trainedScale: number;
  readonly fit: EqualConfidence;
  /** The scale of least NLL on the same samples, for comparison. */
  readonly leastNllScale: number;
  readonly zeroShot: readonly ZeroShotQuality[];
}

/**
 * Turns a training into a model of the suite: writes the weights, fixes the logit scale on the calibration
 * families' icons of all data sets' classes (which neither training nor data sets contain), writes them again
 * with it, and measures zero-shot quality on the data sets. Nothing is chosen by the latter.
 * @param path weights file to write; its SHA-256 goes beside it
 * @param onDataset called with the number of data sets that zero-shot quality is measured on, and of all
 */
export async function publishModel(
  training: Training,
  corpus: Corpus,
  recipe: PretrainingRecipe,
  tokenizer: Tokenizer,
  template: string,
  path: string,
  onDataset: (done: number, total: number) => void = () => undefined,
): Promise<PublishedModel> {
  const trainedScale = Math.exp(training.logScale.dataSync()[0]!);
  const images = trainingImages(corpus, recipe, NORM_BATCHES, NORM_BATCH);
  const parameters = foldNorms(training.clip, images);
  tf.dispose(images);
  const write = (file: string, scale: number): void =>
    exportWeights(file, parameters, training.tokens.ids, scale, {
      architecture: JSON.stringify(training.sizes),
      recipe: JSON.stringify(recipe),
      progress: JSON.stringify(training.progress),
      trained_logit_scale: String(trainedScale),
    });
  const draft = join(dirname(path), `.${basename(path)}.draft`);
  write(draft, trainedScale);
  const draftModel = loadClip(draft, training.sizes);
  rmSync(draft);
  const groups = await calibrationCosines(draftModel, tokenizer, template);
  const fit = equalConfidenceScale(groups);
  write(path, fit.scale);
  tf.dispose(parameters);
  const sha256 = recordWeightsHash(path);
  const model = loadClip(path, training.sizes, sha256);
  const zeroShot: ZeroShotQuality[] = [];
  const datasets = worldDatasets();
  for (const [index, dataset] of datasets.entries()) {
    onDataset(index, datasets.length);
    zeroShot.push(...(await datasetQuality(model, tokenizer, template, dataset)));
  }
  const leastNllScale = fitLogitScale(groups).scale;
  return { path, sha256, trainedScale, fit, leastNllScale, zeroShot };
}

async function datasetQuality(
  model: ClipModel,
  tokenizer: Tokenizer,
  template: string,
  name: string,
): Promise<ZeroShotQuality[]> {
  const halves = await zeroShotCosines(model, tokenizer, await loadWorld(name), template);
  return (["base", "new"] as const).map((classSet) => {
    const { cosines, labels } = halves[classSet];
    const predicted = predictFromLogits(
      cosines.map((cosine) => cosine * model.logitScale),
      labels,
    );
    return {
      domain: name,
      classSet,
      classes: cosines.length / labels.length,
      n: labels.length,
      accuracy: accuracy(predicted).value,
      ece: ece(predicted).value,
      gap: signedGap(predicted).value,
    };
  });
}
