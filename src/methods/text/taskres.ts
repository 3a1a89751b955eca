import {
  rawHandWrittenFeatures,
  templateParts,
} from "../../encoders/prompts/prompt-templates";
import { plainPromptFeatures } from "../../encoders/prompts/token-prompts";
import { unitRows } from "../../encoders/towers/text-tower";
import { tf, type Tensor2D } from "../../engine/tf";
import { classLoss, cosineLogits, sharedPass } from "../class-loss";
import { tunedText } from "../frozen-images";
import { frozenText } from "./frozen-text";
import type { Parameters, Tuner, TunerSetting } from "../tuner";

export interface TaskresOptions {
  /** alpha: how much of the residual is added. */
  readonly scale: number;
  /** Keep underscores of names in prompts, as the reference code does. */
  readonly verbatimNames: boolean;
}

const RESIDUALS = "prompt_learner.text_feature_residuals";

/**
 * TaskRes (Yu et al. 2023): t_c + alpha * x_c with a free residual x_c per class, added to the
 * **unnormalised** text feature of the hand-written prompt. Names that are no class have no residual.
 */
export function taskres(
  { model, tokenizer, classNames, template }: TunerSetting,
  { scale, verbatimNames }: TaskresOptions,
): Tuner {
  const encode = (names: readonly string[]): Tensor2D => {
    if (!verbatimNames) return rawHandWrittenFeatures(model, tokenizer, names, template);
    const [front, back] = templateParts(template);
    const prompts = names.map((name) => [
      tokenizer.start,
      ...tokenizer.encode(`${front}${name}${back}`),
      tokenizer.end,
    ]);
    return plainPromptFeatures(model.textTower, prompts);
  };
  const frozen = frozenText(classNames, encode);

  function textFeatures(parameters: Parameters, names: readonly string[]): Tensor2D {
    return tf.tidy(() => {
      // One row per name: 1 at its class, all 0 for a name that is none.
      const chosen = tf.oneHot(
        tf.tensor1d(
          names.map((name) => classNames.indexOf(name)),
          "int32",
        ),
        classNames.length,
      ) as Tensor2D;
      const residual: Tensor2D = tf.matMul(
        tf.cast(chosen, "float32"),
        parameters[RESIDUALS] as Tensor2D,
      );
      return unitRows(tf.add(frozen.features(names), tf.mul(residual, scale)));
    });
  }

  return {
    name: "taskres",
    ...tunedText(textFeatures, model.logitScale),
    init: () => {
      const shape = [classNames.length, model.architecture.embed_dim] as const;
      return { [RESIDUALS]: { shape, data: new Float32Array(shape[0] * shape[1]) } };
    },
    prepare: frozen.add,
    loss: (parameters, batch, terms) => {
      const { text, losses } = sharedPass(classNames, terms, (names) =>
        textFeatures(parameters, names),
      );
      const logits = cosineLogits(batch.images as Tensor2D, text, model.logitScale);
      return classLoss(batch, logits, text, losses);
    },
    dispose: () => undefined,
  };
}
