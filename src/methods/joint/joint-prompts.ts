import { checkDepth, imageFeaturesWithPrompts } from "../../encoders/prompts/deep-image";
import { prefixText } from "../../encoders/prompts/prefix-text";
import { visionTransformer } from "../../encoders/towers/image-tower";
import { unitRows } from "../../encoders/towers/text-tower";
import { tf, type Scalar, type Tensor, type Tensor2D } from "../../engine/tf";
import type { Random } from "../../random/random";
import { cosineTuner, type CosineStep, type Disposable } from "../cosine-tuner";
import { CONTEXT, type ContextOptions } from "../text/learned-context";
import { NameTable } from "../text/name-table";
import { contextWords, normalPrompts } from "../text/prompt-start";
import type { Parameters, ParameterValues, TunerFunctions, TunerSetting } from "../tuner";
import { frozenFeatures, patchRows } from "./patches";

/** Prompts of a step, on both towers. */
export interface JointPrompts {
  /** Shape [context, text width]. */
  readonly context: Tensor2D;
  /** Take the context's place from the second text block on, shapes [context, text width]. */
  readonly deepText: readonly Tensor2D[];
  /** As `promptedImageFeatures` takes them, shapes [prompts, vision width]. */
  readonly visual: readonly Tensor2D[];
}

/** What distinguishes the methods that learn prompts on both towers. */
export interface JointMethod {
  /** Text and vision blocks that get prompts; the first of each included. */
  readonly depth: { readonly text: number; readonly vision: number };
  /** Start values beside the context's. */
  init(random: Random): Readonly<Record<string, ParameterValues>>;
  prompts(parameters: Parameters): JointPrompts;
  /** Changes raw features of one tower, before they become unit rows. */
  adapt?(side: "text" | "image", features: Tensor2D, parameters: Parameters): Tensor2D;
  /** Further parts of the loss, weighted; such methods see patches and features. */
  terms?(step: JointStep): Readonly<Record<string, Scalar>>;
  /** What it made and frees at the end. */
  readonly owns?: readonly Disposable[];
}

/** What further parts of a loss may look at. */
export interface JointStep extends CosineStep {
  /** Unit image features of the frozen tower, shape [n, embed]. */
  readonly frozenImages: Tensor2D;
}

/**
 * A tuner with prompts on both towers: `[start] v_1 ... v_M name . [end]` on the text side, rows
 * behind the patches on the image side, each replaced in deep blocks, trained through both frozen
 * towers. MaPLe, IVLP, PromptSRC and CoPrompt differ in where prompts come from and in their losses.
 * @param options of the text prompts' first block; words beyond `n_ctx` stay in the prompt
 * @throws PromptcalError if words and context do not fit, or a depth exceeds a tower's blocks
 */
export function jointPrompts(
  setting: TunerSetting,
  { n_ctx, ctx_init, ctx_std }: ContextOptions,
  method: JointMethod,
): TunerFunctions {
  const { model, tokenizer, classNames } = setting;
  const imageTower = visionTransformer(model.imageTower);
  checkDepth("text prompts", method.depth.text, model.textTower.blocks.length);
  checkDepth("visual prompts", method.depth.vision, imageTower.blocks.length);
  const words = ctx_init === null ? undefined : contextWords(tokenizer, ctx_init, n_ctx);
  const behind = tokenizer.encode(words?.rest ?? "");
  const tower = prefixText(model.textTower, [tokenizer.start], n_ctx, behind);
  const table = new NameTable(tower, tokenizer);
  table.add(classNames);

  const adapted = (
    side: "text" | "image",
    features: Tensor2D,
    parameters: Parameters,
  ): Tensor2D => unitRows(method.adapt?.(side, features, parameters) ?? features);

  function init(random: Random): Readonly<Record<string, ParameterValues>> {
    if (words === undefined) {
      const start = normalPrompts(n_ctx, tower.width, ctx_std, random);
      return { [CONTEXT]: start, ...method.init(random) };
    }
    const data = tf.tidy(() => tower.embed(words.ids).dataSync<"float32">().slice());
    return { [CONTEXT]: { shape: [n_ctx, tower.width], data }, ...method.init(random) };
  }

  return cosineTuner(setting, {
    init,
    prepare: (names) => table.add(names),
    textFeatures: (parameters, names) =>
      tf.tidy(() => {
        const { context, deepText } = method.prompts(parameters);
        const features = tower.features(context, table.rows(names), deepText);
        return adapted("text", features, parameters);
      }),
    imageFeatures: (parameters: Parameters, images: Tensor) =>
      tf.tidy(() => {
        const { visual } = method.prompts(parameters);
        const rows = patchRows(imageTower, images);
        const features = imageFeaturesWithPrompts(imageTower, rows, visual);
        return adapted("image", features, parameters);
      }),
    terms: (step) => {
      if (method.terms === undefined) return {};
      const frozenImages = frozenFeatures(imageTower, step.batch.images);
      return method.terms({ ...step, frozenImages });
    },
    owns: [table, tower, ...(method.owns ?? [])],
  });
}
