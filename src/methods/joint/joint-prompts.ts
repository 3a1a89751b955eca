import { checkDepth, promptedImageFeatures } from "../../encoders/prompts/deep-image";
import { visionTransformer } from "../../encoders/towers/image-tower";
import { promptedText } from "../../encoders/prompts/prefix-text";
import { unitRows } from "../../encoders/towers/text-tower";
import { tf, type Scalar, type Tensor, type Tensor2D } from "../../engine/tf";
import type { Random } from "../../random/random";
import { classLoss, cosineLogits, sharedPass } from "../class-loss";
import { CONTEXT } from "../text/coop";
import { NameTable } from "../text/name-table";
import { frozenFeatures, patchRows } from "./patches";
import { contextWords, normalPrompts } from "../text/prompt-start";
import {
  FIRST_STEP,
  type Parameters,
  type ParameterValues,
  type StepPlace,
  type Tuner,
  type TunerSetting,
} from "../tuner";

export interface JointOptions {
  /** Number of learned context tokens in front of the name. */
  readonly context: number;
  /** Start from these words; those beyond `context` stay in the prompt. At random when null. */
  readonly contextWords: string | null;
  /** Standard deviation of random starts. */
  readonly contextSd: number;
}

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
  readonly name: string;
  /** Text and vision blocks that get prompts; the first of each included. */
  readonly depth: { readonly text: number; readonly vision: number };
  /** Start values beside the context's. */
  init(random: Random): Readonly<Record<string, ParameterValues>>;
  prompts(parameters: Parameters): JointPrompts;
  /** Changes raw features of one tower, before they become unit rows. */
  adapt?(side: "text" | "image", features: Tensor2D, parameters: Parameters): Tensor2D;
  /** Further parts of the loss, weighted. */
  terms?(step: JointStep): Readonly<Record<string, Scalar>>;
  readonly epochWeights?: Tuner["epochWeights"];
  dispose?(): void;
}

/** What further parts of a loss may look at. */
export interface JointStep {
  /** Tuned unit image features, shape [n, embed]. */
  readonly images: Tensor2D;
  /** Those of the frozen tower. */
  readonly frozenImages: Tensor2D;
  /** Tuned unit text features of the classes, shape [classes, embed]. */
  readonly text: Tensor2D;
  /** Scaled, shape [n, classes]. */
  readonly logits: Tensor2D;
  readonly place: StepPlace;
}

/**
 * A tuner with prompts on both towers: `[start] v_1 ... v_M name . [end]` on the text side, rows
 * behind the patches on the image side, each replaced in deep blocks, trained through both frozen
 * towers. MaPLe, IVLP, PromptSRC and CoPrompt differ in where prompts come from and in their losses.
 * @throws PromptcalError if words and context do not fit, or a depth exceeds a tower's blocks
 */
export function jointPrompts(
  { model, tokenizer, classNames }: TunerSetting,
  options: JointOptions,
  method: JointMethod,
): Tuner {
  const { textTower, logitScale } = model;
  const imageTower = visionTransformer(model.imageTower);
  checkDepth("text prompts", method.depth.text, textTower.blocks.length);
  checkDepth("visual prompts", method.depth.vision, imageTower.blocks.length);
  const words =
    options.contextWords === null
      ? undefined
      : contextWords(tokenizer, options.contextWords, options.context);
  const behind = tokenizer.encode(words?.rest ?? "");
  const tower = promptedText(textTower, [tokenizer.start], options.context, behind);
  const table = new NameTable(tower, tokenizer);
  table.add(classNames);

  const adapted = (
    side: "text" | "image",
    features: Tensor2D,
    parameters: Parameters,
  ): Tensor2D => unitRows(method.adapt?.(side, features, parameters) ?? features);

  function init(random: Random): Readonly<Record<string, ParameterValues>> {
    const { context, contextSd } = options;
    if (words === undefined) {
      const start = normalPrompts(context, tower.width, contextSd, random);
      return { [CONTEXT]: start, ...method.init(random) };
    }
    const data = tf.tidy(() => tower.embed(words.ids).dataSync<"float32">().slice());
    return {
      [CONTEXT]: { shape: [context, tower.width], data },
      ...method.init(random),
    };
  }

  function textFeatures(parameters: Parameters, names: readonly string[]): Tensor2D {
    return tf.tidy(() => {
      const { context, deepText } = method.prompts(parameters);
      const features = tower.features(context, table.rows(names), deepText);
      return adapted("text", features, parameters);
    });
  }

  function imageFeatures(parameters: Parameters, images: Tensor): Tensor2D {
    return tf.tidy(() => {
      const { visual } = method.prompts(parameters);
      const rows = patchRows(imageTower, images);
      const features = promptedImageFeatures(imageTower, rows, visual);
      return adapted("image", features, parameters);
    });
  }

  return {
    name: method.name,
    sees: method.terms === undefined ? "patches" : "patches and features",
    cosineScale: logitScale,
    ...(method.epochWeights === undefined ? {} : { epochWeights: method.epochWeights }),
    init,
    prepare: (names) => table.add(names),
    textFeatures,
    imageFeatures,
    logits: (parameters, images, names) =>
      tf.tidy(() => {
        const features = imageFeatures(parameters, images);
        return cosineLogits(features, textFeatures(parameters, names), logitScale);
      }),
    loss: (parameters, batch, textTerms) => {
      const images = imageFeatures(parameters, batch.images);
      const { text, losses } = sharedPass(classNames, textTerms, (names) =>
        textFeatures(parameters, names),
      );
      const logits = cosineLogits(images, text, logitScale);
      const own = method.terms?.({
        images,
        frozenImages: frozenFeatures(imageTower, batch.images),
        text,
        logits,
        place: batch.step ?? FIRST_STEP,
      });
      return classLoss(batch, logits, text, { ...own, ...losses });
    },
    dispose: () => {
      table.dispose();
      tower.dispose();
      method.dispose?.();
    },
  };
}
