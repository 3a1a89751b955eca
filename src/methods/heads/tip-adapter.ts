import { handWrittenFeatures } from "../../encoders/prompts/prompt-templates";
import { tf, type Tensor, type Tensor2D } from "../../engine/tf";
import { PromptcalError } from "../../errors/promptcal-error";
import { searchCacheWeights, type CacheSearch, type CacheWeights } from "./cache-search";
import { classLoss, cosineLogits, sharedPass } from "../class-loss";
import { frozenImages } from "../frozen-images";
import { frozenText } from "../text/frozen-text";
import type { Parameters, TrainingSet, Tuner, TunerSetting } from "../tuner";

export interface TipAdapterOptions extends CacheWeights {
  /** Train the cache's keys (Tip-Adapter-F); else nothing is trained. */
  readonly trained: boolean;
  /** Choose alpha and beta for predictions on validation images, up to these ends; no search when left out. */
  readonly search?: CacheSearch;
}

const KEYS = "adapter.weight";

/**
 * Tip-Adapter (Zhang et al. 2022): zero-shot logits + alpha * sum_i exp(-beta (1 - x . k_i)) over the
 * training images i of each class, k_i their unit features. Training uses the given alpha and beta;
 * predictions those that a search finds best on validation images, where one is asked for. Names that
 * are no class get no votes. Text is that of the hand-written prompts.
 */
export function tipAdapter(
  { model, tokenizer, classNames, template }: TunerSetting,
  { alpha, beta, trained, search }: TipAdapterOptions,
): Tuner {
  const frozen = frozenText(classNames, (names) =>
    handWrittenFeatures(model, tokenizer, names, template),
  );
  let weights: CacheWeights = { alpha, beta };
  let cache: { readonly keys: Tensor2D; readonly labels: Int32Array } | undefined;

  function filled(): NonNullable<typeof cache> {
    if (cache !== undefined) return cache;
    throw new PromptcalError(
      "tip-adapter: expected training images, got none: its cache is made of them",
    );
  }

  /** Votes of the cache for some names, shape [n, names]. */
  function votes(
    parameters: Parameters,
    images: Tensor,
    names: readonly string[],
    sharpness: number,
  ): Tensor2D {
    const { keys, labels } = filled();
    const own = (parameters[KEYS] ?? keys) as Tensor2D;
    const near = tf.matMul(images as Tensor2D, own, false, true);
    const each = tf.exp(tf.mul(tf.sub(near, 1), sharpness)) as Tensor2D;
    const columns = Array.from(labels, (label) => names.indexOf(classNames[label]!));
    // An image of a class that is not asked for has the column -1: a row of zeros.
    const values = tf.oneHot(tf.tensor1d(columns, "int32"), names.length);
    return tf.matMul(each, tf.cast(values, "float32") as Tensor2D);
  }

  function logits(
    parameters: Parameters,
    images: Tensor,
    names: readonly string[],
    text: Tensor2D,
    using: CacheWeights,
  ): Tensor2D {
    const plain = cosineLogits(images as Tensor2D, text, model.logitScale);
    const counted = votes(parameters, images, names, using.beta);
    return tf.add(plain, tf.mul(counted, using.alpha));
  }

  /** Sets what predictions use to what is best on validation images. */
  function fit(
    ends: CacheSearch,
    parameters: Parameters,
    { images, labels }: TrainingSet,
  ): Readonly<Record<string, number>> {
    tf.tidy(() => {
      const text = frozen.features(classNames);
      const plain = cosineLogits(images as Tensor2D, text, model.logitScale);
      const at = (sharpness: number): Tensor2D =>
        votes(parameters, images, classNames, sharpness);
      weights = searchCacheWeights(plain, labels, at, ends);
    });
    return { ...weights };
  }

  return {
    name: trained ? "tip-adapter-f" : "tip-adapter",
    ...frozenImages,
    observe: ({ images, labels }) => {
      cache?.keys.dispose();
      cache = { keys: images.clone() as Tensor2D, labels };
    },
    init: (): ReturnType<Tuner["init"]> => {
      if (!trained) return {};
      const { keys } = filled();
      return {
        [KEYS]: { shape: keys.shape, data: keys.dataSync<"float32">().slice() },
      };
    },
    prepare: frozen.add,
    textFeatures: (_, names) => frozen.features(names),
    logits: (parameters, images, names) =>
      tf.tidy(() => logits(parameters, images, names, frozen.features(names), weights)),
    loss: (parameters, batch, terms) => {
      const { text, losses } = sharedPass(classNames, terms, frozen.features);
      const all = logits(parameters, batch.images, classNames, text, { alpha, beta });
      return classLoss(batch, all, text, losses);
    },
    ...(search === undefined
      ? {}
      : { fit: (parameters, validation) => fit(search, parameters, validation) }),
    dispose: () => cache?.keys.dispose(),
  };
}
