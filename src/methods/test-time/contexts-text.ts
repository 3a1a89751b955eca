import { learnedRow, tokenPromptFeatures } from "../../encoders/prompts/token-prompts";
import { unitRows } from "../../encoders/towers/text-tower";
import { tf, type Tensor3D } from "../../engine/tf";
import { namePrompt } from "../text/context-text";
import type { TunerSetting } from "../tuner";

/**
 * Unit text features of all names under each of several contexts, `[start] v_1 ... v_M lead name . [end]`,
 * in one pass. Names of one context share their beginning where the backend can.
 * @param contexts shape [n, M, width]
 * @param lead token ids between the context and each name
 * @returns shape [n, names, embed], differentiable in the contexts
 */
export function contextsText(
  { model, tokenizer }: TunerSetting,
  contexts: Tensor3D,
  lead: readonly number[],
  names: readonly string[],
): Tensor3D {
  const [n, length, width] = contexts.shape;
  const prompts = Array.from({ length: n }, (_, context) => {
    const rows = Array.from({ length }, (_, i) => learnedRow(context * length + i));
    return names.map((name) => namePrompt(tokenizer, "end", rows, name, { lead }));
  });
  const rows = tf.reshape(contexts, [n * length, width]) as tf.Tensor2D;
  const features = tokenPromptFeatures(model.textTower, prompts.flat(), rows);
  const { embed_dim: embed } = model.architecture;
  return tf.reshape(unitRows(features), [n, names.length, embed]) as Tensor3D;
}
