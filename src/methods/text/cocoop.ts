import { unitRows } from "../../encoders/towers/text-tower";
import { tf, type Scalar, type Tensor, type Tensor2D } from "../../engine/tf";
import { PromptcalError } from "../../errors/promptcal-error";
import { classLoss, cosineLogits, sharedPass } from "../class-loss";
import { CONTEXT, contextStart, contextText, type CoopOptions } from "./coop";
import { frozenImages } from "../frozen-images";
import { applyLinear, linearParameters } from "../linear";
import type { Parameters, Tuner, TunerSetting } from "../tuner";

export type CocoopOptions = Pick<CoopOptions, "context" | "contextWords" | "contextSd">;

/** Embedding dimensions per unit of the meta-network's hidden layer. */
const REDUCTION = 16;
const DOWN = "prompt_learner.meta_net.linear1";
const UP = "prompt_learner.meta_net.linear2";

/**
 * CoCoOp (Zhou et al. 2022b): CoOp whose context is shifted, for each image, by a small network of its
 * unit feature, linear - ReLU - linear with embed / 16 hidden units. Every image thus has its own text
 * features: a step makes one pass of all names per image. A term on text features (DOR) is averaged over
 * the images of the batch, each with its own context.
 */
export function cocoop(setting: TunerSetting, options: CocoopOptions): Tuner {
  const { model, classNames } = setting;
  const text = contextText(setting, options);
  const start = contextStart(setting, options);
  const embed = model.architecture.embed_dim;
  const hidden = Math.max(1, Math.floor(embed / REDUCTION));
  const width = model.textTower.positions.shape[1];
  text.add(classNames);

  /** Shift of the context for each image, shape [n, width]. */
  function shifts(parameters: Parameters, images: Tensor): Tensor2D {
    const inner = tf.relu(applyLinear(parameters, DOWN, images as Tensor2D));
    return applyLinear(parameters, UP, inner);
  }

  function shifted(
    parameters: Parameters,
    shift: Tensor,
    names: readonly string[],
  ): Tensor2D {
    return tf.tidy(() =>
      unitRows(text.features(tf.add(parameters[CONTEXT]!, shift), names)),
    );
  }

  return {
    name: "cocoop",
    ...frozenImages,
    init: (random) => ({
      ...start(random),
      ...linearParameters(DOWN, embed, hidden, random),
      ...linearParameters(UP, hidden, width, random),
    }),
    prepare: (names) => text.add(names),
    textFeatures: (parameters, names, images) => {
      if (images === undefined) {
        throw new PromptcalError(
          "text features of cocoop: expected images, got none: its prompts depend on them",
        );
      }
      return tf.tidy(() =>
        shifted(parameters, tf.mean(shifts(parameters, images), 0, true), names),
      );
    },
    logits: (parameters, images, names) =>
      tf.tidy(() => {
        const rows = rowsOf(images).map((image) =>
          tf.tidy(() => {
            const own = shifted(parameters, shifts(parameters, image), names);
            return cosineLogits(image, own, model.logitScale);
          }),
        );
        return tf.concat(rows, 0);
      }),
    loss: (parameters, batch, terms) => {
      const images = rowsOf(batch.images);
      const passes = images.map((image) => {
        const shift = shifts(parameters, image);
        return sharedPass(classNames, terms, (names) => shifted(parameters, shift, names));
      });
      const logits = tf.concat(
        passes.map((pass, i) => cosineLogits(images[i]!, pass.text, model.logitScale)),
        0,
      );
      const losses = terms.map(({ name }) => [
        name,
        meanOf(passes.map((pass) => pass.losses[name]!)),
      ]);
      const text = meanOf(passes.map((pass) => pass.text));
      return classLoss(
        batch,
        logits,
        text,
        Object.fromEntries(losses) as Readonly<Record<string, Scalar>>,
      );
    },
    dispose: () => text.dispose(),
  };
}

/** Rows as matrices of one row. */
function rowsOf(images: Tensor): Tensor2D[] {
  return tf.split(images as Tensor2D, images.shape[0]!, 0);
}

function meanOf<T extends Tensor>(items: readonly T[]): T {
  return tf.div(tf.addN([...items]), items.length) as T;
}
