import { domainClasses } from "../src/datasets/icons/classes/classes";
import type { ClipModel } from "../src/encoders/towers/clip-model";
import type { Tokenizer } from "../src/encoders/tokens/tokenizer";
import { tf } from "../src/engine/tf";
import { randomInteger, randomNormal, seededRandom } from "../src/random/random";
import { candidateFeatures } from "../src/regularisers/outliers/candidate-features";
import { usableNouns } from "../src/regularisers/outliers/candidates";
import { wordnetNouns } from "../src/regularisers/outliers/wordnet";
import type { Outliers } from "../src/regularisers/outliers/outliers";
import { dor, wordRegulariser } from "../src/regularisers/dor";
import { makeTuner } from "../src/methods/make-tuner";
import { readOptions } from "../src/methods/option";
import { trainingOptions } from "../src/methods/training-options";
import { tunerNamed } from "../src/methods/registry";
import { methodOptions } from "../src/experiments/spec/methods";
import { optimizerStart, update } from "../src/training/optimizer";
import { measureStep } from "../src/training/step";
import { measureInTurns, type Timing } from "./measure";

export const TUNING_METHODS = ["coop", "kgcoop", "coop+dor", "kgcoop+dor"] as const;
export type TuningMethod = (typeof TUNING_METHODS)[number];

/** Names and data set whose sizes the steps have. */
export const TUNING_DOMAIN = "nature";
const TEMPLATE = "a photo of a {}.";
/** Outliers to draw from: how many there are does not change a step's work, their lengths do. */
const OUTLIERS = 500;

/** Base classes of the domain: the first half, as in the paper. */
export function baseNames(domain: string): string[] {
  const names = domainClasses(domain).map(({ noun }) => noun);
  return names.slice(0, Math.ceil(names.length / 2));
}

/**
 * One step of each method at the recipe's sizes: loss, gradient, update. Images are random unit
 * features; their values do not change the work.
 */
export function tuningSteps(
  model: ClipModel,
  tokenizer: Tokenizer,
): Readonly<Record<TuningMethod, Timing>> {
  const outliers = someOutliers(model, tokenizer);
  const steps = TUNING_METHODS.map(
    (method) => [method, stepOf(method, model, tokenizer, outliers)] as const,
  );
  return measureInTurns(Object.fromEntries(steps) as Record<TuningMethod, () => void>);
}

function stepOf(
  method: TuningMethod,
  model: ClipModel,
  tokenizer: Tokenizer,
  outliers: Outliers,
): () => void {
  const name = method.startsWith("kgcoop") ? "kgcoop" : "coop";
  const withDor = method.endsWith("+dor");
  const options = methodOptions(name, withDor ? "dor" : "none");
  const random = seededRandom("benchmark", method);
  const classNames = baseNames(TUNING_DOMAIN);
  const setting = { model, tokenizer, classNames, template: TEMPLATE };
  const tuner = makeTuner(tunerNamed(name), setting, options);
  const regularisers = withDor
    ? [wordRegulariser(outliers, readOptions(dor.options, options, "dor."))]
    : [];
  for (const regulariser of regularisers) regulariser.prepare(tuner);
  const training = readOptions(trainingOptions(), options);
  const n = training.batch;
  const dimension = model.architecture.embed_dim;
  const batch = {
    images: tf.tidy(() => {
      const rows = tf.tensor2d(randomNormal(n * dimension, 1, random), [n, dimension]);
      return tf.div(rows, tf.norm(rows, "euclidean", 1, true)) as tf.Tensor2D;
    }),
    labels: Int32Array.from({ length: n }, () => randomInteger(classNames.length, random)),
  };
  const parameters = tuner.init(random);
  let memory = optimizerStart(parameters, training.optimizer);
  const rate = training.learning_rate;
  return () => {
    const terms = regularisers.map((regulariser) => regulariser.draw(random, false));
    const { gradients } = measureStep(tuner, parameters, batch, terms);
    memory = update(parameters, memory, gradients, rate, training);
  };
}

function someOutliers(model: ClipModel, tokenizer: Tokenizer): Outliers {
  const rules = { maxWords: 3, trainedTokens: model.trainedTokens };
  const { names } = usableNouns(wordnetNouns(), tokenizer, rules);
  const random = seededRandom("benchmark", "outliers");
  const some = Array.from(
    { length: OUTLIERS },
    () => names[randomInteger(names.length, random)]!,
  );
  const request = { model, tokenizer, names: [...new Set(some)], template: TEMPLATE };
  return { names: request.names, features: candidateFeatures(request) };
}
