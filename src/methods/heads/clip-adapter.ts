import { handWrittenFeatures } from "../../encoders/prompts/prompt-templates";
import { unitRows } from "../../encoders/towers/text-tower";
import { tf, type Tensor, type Tensor2D } from "../../engine/tf";
import { classLoss, cosineLogits, sharedPass } from "../class-loss";
import { frozenText } from "../text/frozen-text";
import { applyLinear } from "../linear";
import { linearStart } from "../text/prompt-start";
import type { Parameters, Tuner, TunerSetting } from "../tuner";

export interface ClipAdapterOptions {
  /** r: share of the adapted feature. */
  readonly ratio: number;
  /** The bottleneck has embed / reduction units. */
  readonly reduction: number;
}

const DOWN = "adapter.fc.0";
const UP = "adapter.fc.2";

/**
 * CLIP-Adapter (Gao et al. 2024) on the image side: r * A(f) + (1 - r) * f on **unnormalised** image
 * features, A = relu(relu(f W1') W2') without biases; the text is that of the hand-written prompts.
 */
export function clipAdapter(
  { model, tokenizer, classNames, template }: TunerSetting,
  { ratio, reduction }: ClipAdapterOptions,
): Tuner {
  const frozen = frozenText(classNames, (names) =>
    handWrittenFeatures(model, tokenizer, names, template),
  );
  const embed = model.architecture.embed_dim;
  const hidden = Math.max(1, Math.floor(embed / reduction));

  function imageFeatures(parameters: Parameters, images: Tensor): Tensor2D {
    return tf.tidy(() => {
      const inner = tf.relu(applyLinear(parameters, DOWN, images as Tensor2D));
      const adapted = tf.relu(applyLinear(parameters, UP, inner));
      const mixed = tf.add(tf.mul(adapted, ratio), tf.mul(images, 1 - ratio));
      return unitRows(mixed as Tensor2D);
    });
  }

  return {
    name: "clip-adapter",
    sees: "raw features",
    init: (random) => ({
      [`${DOWN}.weight`]: linearStart(embed, hidden, random).weight,
      [`${UP}.weight`]: linearStart(hidden, embed, random).weight,
    }),
    prepare: frozen.add,
    textFeatures: (_, names) => frozen.features(names),
    imageFeatures,
    logits: (parameters, images, names) =>
      tf.tidy(() =>
        cosineLogits(
          imageFeatures(parameters, images),
          frozen.features(names),
          model.logitScale,
        ),
      ),
    loss: (parameters, batch, terms) => {
      const { text, losses } = sharedPass(classNames, terms, frozen.features);
      const features = imageFeatures(parameters, batch.images);
      const logits = cosineLogits(features, text, model.logitScale);
      return classLoss(batch, logits, text, losses);
    },
    dispose: () => undefined,
  };
}
