import { tf, type Tensor, type Tensor2D } from "../../engine/tf";
import { PromptcalError } from "../../errors/promptcal-error";
import { classLoss, cosineLogits, sharedPass } from "../class-loss";
import { frozenImageFeatures } from "../cosine-tuner";
import { defineTuner } from "../definition";
import { flag, number, type OptionValues } from "../option";
import { templateText } from "../template-text";
import { frozenText } from "../text/frozen-text";
import { trainingOptions } from "../training-options";
import type { Parameters, TrainingSet, TunerFunctions, TunerSetting } from "../tuner";
import { searchCacheWeights, type CacheSearch, type CacheWeights } from "./cache-search";

const OPTIONS = {
  init_alpha: number(1.17, "weight of the cache in training"),
  init_beta: number(1, "sharpness of the cache in training"),
  search_hp: flag(true, "choose alpha and beta for predictions on validation images"),
  search_alpha: number(3, "end of the search for alpha", { reference: "search_scale[1]" }),
  search_beta: number(7, "end of the search for beta", { reference: "search_scale[0]" }),
};

type CacheOptions = OptionValues<typeof OPTIONS>;

/** ImageNet has no validation images. The authors' code searches on its test images, which would be tuned on. */
const UNSEARCHED_ON = { imagenet: { search_hp: false } };

/** What the authors change of the cache on some data sets. */
const CACHE_ON = {
  ...UNSEARCHED_ON,
  dtd: { init_alpha: 2, search_alpha: 13, search_beta: 13 },
  eurosat: { init_alpha: 2, search_alpha: 10, search_beta: 12 },
  fgvc_aircraft: { init_alpha: 5, search_alpha: 30, search_beta: 30 },
};

const KEYS = "adapter.weight";

/**
 * Tip-Adapter (Zhang et al. 2022): zero-shot logits + alpha * sum_i exp(-beta (1 - x . k_i)) over the
 * training images i of each class, k_i their unit features. Training uses the given alpha and beta;
 * predictions those that a search finds best on validation images, where one is asked for. Names that
 * are no class get no votes. Text is that of the template prompts.
 */
export const tipAdapter = defineTuner({
  name: "tip-adapter",
  title: "Tip-Adapter",
  about: "a key-value cache of the training images (Zhang et al. 2022)",
  imageInput: "features",
  tunes: [],
  options: OPTIONS,
  recipes: {
    icons: { reproduces: "the bundled world", time: "about 2 s" },
    lab: {
      reproduces: "gaopengcuhk/Tip-Adapter, 16 shots",
      time: "minutes",
      on: UNSEARCHED_ON,
    },
    authors: {
      reproduces: "gaopengcuhk/Tip-Adapter, 16 shots",
      time: "minutes",
      on: CACHE_ON,
    },
  },
  make: (setting, options) => makeTipAdapter(setting, options, false),
});

/** Tip-Adapter-F: the keys of the cache are trained. */
export const tipAdapterF = defineTuner({
  name: "tip-adapter-f",
  title: "Tip-Adapter-F",
  about: "Tip-Adapter with trained keys (Zhang et al. 2022)",
  imageInput: "features",
  tunes: ["logits"],
  options: {
    // PyTorch's AdamW with epsilon 1e-4, no warm-up.
    ...trainingOptions({
      epochs: 20,
      batch: 256,
      optimizer: "adamw",
      learning_rate: 0.001,
      weight_decay: 0.01,
      warmup_epochs: 0,
    }),
    epsilon: number(1e-4, "epsilon of AdamW"),
    ...OPTIONS,
  },
  recipes: {
    icons: { reproduces: "the bundled world", time: "about 2 s" },
    lab: {
      reproduces: "gaopengcuhk/Tip-Adapter, 16 shots",
      time: "0.2 EuroSAT, 0.6 DTD, 19 ImageNet, core-hours",
      on: UNSEARCHED_ON,
    },
    authors: {
      reproduces: "gaopengcuhk/Tip-Adapter, 16 shots",
      time: "not measured",
      on: { ...CACHE_ON, eurosat: { ...CACHE_ON.eurosat, epochs: 100 } },
    },
  },
  make: (setting, options) => makeTipAdapter(setting, options, true),
});

function makeTipAdapter(
  setting: TunerSetting,
  options: CacheOptions,
  trained: boolean,
): TunerFunctions {
  const { model, classNames } = setting;
  const { init_alpha: alpha, init_beta: beta } = options;
  const ends: CacheSearch = { alpha: options.search_alpha, beta: options.search_beta };
  const frozen = frozenText(classNames, (names) => templateText(setting, names));
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

  function observe({ images, labels }: TrainingSet): void {
    cache?.keys.dispose();
    cache = { keys: images.clone() as Tensor2D, labels };
  }

  return {
    init: (): ReturnType<TunerFunctions["init"]> => {
      if (!trained) return {};
      const { keys } = filled();
      return {
        [KEYS]: { shape: keys.shape, data: keys.dataSync<"float32">().slice() },
      };
    },
    prepare: frozen.add,
    textFeatures: (_, names) => frozen.features(names),
    imageFeatures: frozenImageFeatures,
    logits: (parameters, images, names, text) =>
      tf.tidy(() =>
        logits(parameters, images, names, text ?? frozen.features(names), weights),
      ),
    loss: (parameters, batch, terms) => {
      const { text, losses } = sharedPass(classNames, terms, frozen.features);
      const all = logits(parameters, batch.images, classNames, text, { alpha, beta });
      return classLoss(batch, all, text, losses, terms);
    },
    training: { observe, ...(options.search_hp ? { fit } : {}) },
    dispose: () => cache?.keys.dispose(),
  };
}
