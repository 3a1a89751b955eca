import { handWrittenFeatures } from "../encoders/hand-written-prompts";
import { tf, type Tensor, type Tensor2D } from "../engine/tf";
import { PromptcalError } from "../numeric/errors";
import { classLoss, cosineLogits, sharedPass } from "./class-loss";
import { frozenImages } from "./frozen-images";
import { frozenText } from "./frozen-text";
import type { Parameters, Tuner, TunerSetting } from "./tuner";

export interface TipAdapterOptions {
  /** Weight of the cache's votes. */
  readonly alpha: number;
  /** Sharpness of the votes. */
  readonly beta: number;
  /** Train the cache's keys (Tip-Adapter-F); else nothing is trained. */
  readonly trained: boolean;
}

const KEYS = "adapter.weight";

/**
 * Tip-Adapter (Zhang et al. 2022): zero-shot logits + alpha * sum_i exp(-beta (1 - x . k_i)) over the
 * training images i of each class, k_i their unit features. The authors choose alpha and beta on
 * validation images; here they are options. Names that are no class get no votes. Text is that of the
 * hand-written prompts.
 */
export function tipAdapter(
  { model, tokenizer, classNames, template }: TunerSetting,
  { alpha, beta, trained }: TipAdapterOptions,
): Tuner {
  const frozen = frozenText(classNames, (names) =>
    handWrittenFeatures(model, tokenizer, names, template),
  );
  let cache: { readonly keys: Tensor2D; readonly labels: Int32Array } | undefined;

  function filled(): NonNullable<typeof cache> {
    if (cache !== undefined) return cache;
    throw new PromptcalError(
      "tip-adapter: expected training images, got none: its cache is made of them",
    );
  }

  function logits(
    parameters: Parameters,
    images: Tensor,
    names: readonly string[],
    text: Tensor2D,
  ): Tensor2D {
    const { keys, labels } = filled();
    const own = (parameters[KEYS] ?? keys) as Tensor2D;
    const near = tf.matMul(images as Tensor2D, own, false, true);
    const votes = tf.exp(tf.mul(tf.sub(near, 1), beta)) as Tensor2D;
    const columns = Array.from(labels, (label) => names.indexOf(classNames[label]!));
    // An image of a class that is not asked for has the column -1: a row of zeros.
    const values = tf.oneHot(tf.tensor1d(columns, "int32"), names.length);
    const counted = tf.matMul(votes, tf.cast(values, "float32") as Tensor2D);
    const plain = cosineLogits(images as Tensor2D, text, model.logitScale);
    return tf.add(plain, tf.mul(counted, alpha));
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
      tf.tidy(() => logits(parameters, images, names, frozen.features(names))),
    loss: (parameters, batch, terms) => {
      const { text, losses } = sharedPass(classNames, terms, frozen.features);
      const all = logits(parameters, batch.images, classNames, text);
      return classLoss(batch, all, text, losses);
    },
    dispose: () => cache?.keys.dispose(),
  };
}
