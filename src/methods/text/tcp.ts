import {
  handWrittenFeatures,
  spokenName,
  templateParts,
} from "../../encoders/prompts/prompt-templates";
import { plainPromptFeatures } from "../../encoders/prompts/token-prompts";
import { unitRows } from "../../encoders/towers/text-tower";
import { quickGelu } from "../../engine/layers/activation";
import { tf, type Tensor2D, type Tensor3D } from "../../engine/tf";
import { mismatch } from "../../errors/promptcal-error";
import { anchorLoss } from "./anchor-loss";
import { classLoss, cosineLogits, sharedPass } from "../class-loss";
import { learnedRows } from "./context-text";
import { CONTEXT, contextStart, type CoopOptions } from "./coop";
import { tunedText } from "../frozen-images";
import { frozenText } from "./frozen-text";
import { applyLinear, linearParameters } from "../linear";
import { contextLength, startWords } from "./start-words";
import type { Parameters, Tuner, TunerSetting } from "../tuner";

export interface TcpOptions extends Pick<
  CoopOptions,
  "context" | "contextWords" | "contextSd"
> {
  /** Block, from 0, in front of which class-aware tokens take the context's place; 8 of 12 in ViT-B/16. */
  readonly layer: number;
  /** Share of the class-aware tokens there; 1 replaces the context. */
  readonly tokenWeight: number;
  /** Weight of the pull towards the zero-shot features. */
  readonly weight: number;
}

/** Embedding dimensions per unit of the meta-network's hidden layer. */
const REDUCTION = 4;
const DOWN = "prompt_learner.meta_net.linear1";
const UP = "prompt_learner.meta_net.linear2";

/**
 * TCP (Yao et al. 2024), textual-based class-aware prompts: a network, linear - QuickGELU - linear, turns
 * each name's zero-shot feature (the setting's template) into tokens that take the place of the shared
 * context in a deep block; the loss is cross-entropy + weight * (1 - mean_c cos(t_c, f_c)). Words of the
 * template behind the name stay in the prompt. Any name, an outlier too, gets tokens of its own feature.
 * @throws PromptcalError if the tower has no such block
 */
export function tcp(setting: TunerSetting, options: TcpOptions): Tuner {
  const { model, tokenizer, classNames, template } = setting;
  const { contextWords, layer, tokenWeight, weight } = options;
  const length = contextLength(options);
  const lead = contextWords === null ? [] : startWords(tokenizer, contextWords).lead;
  const { textTower, logitScale, architecture } = model;
  const width = textTower.positions.shape[1];
  if (layer >= textTower.blocks.length) {
    throw mismatch({
      what: "option layer",
      expected: `less than ${textTower.blocks.length}, the blocks of the text tower`,
      got: String(layer),
    });
  }
  const start = contextStart(setting, options);
  const embed = architecture.embed_dim;
  const hidden = Math.max(1, Math.floor(embed / REDUCTION));
  const behind = templateParts(template)[1];
  const frozen = frozenText(classNames, (names) =>
    handWrittenFeatures(model, tokenizer, names, template),
  );

  function textFeatures(parameters: Parameters, names: readonly string[]): Tensor2D {
    return tf.tidy(() => {
      const rows = learnedRows(0, length);
      const prompts = names.map((name) => [
        tokenizer.start,
        ...rows,
        ...lead,
        ...tokenizer.encode(`${spokenName(name)}${behind}`),
        tokenizer.end,
      ]);
      const inner = quickGelu(applyLinear(parameters, DOWN, frozen.features(names)));
      const tokens = applyLinear(parameters, UP, inner);
      const own = tf.reshape(tokens, [names.length, length, width]) as Tensor3D;
      const replaced = { block: layer, at: 1, rows: own, weight: tokenWeight };
      const context = parameters[CONTEXT] as Tensor2D;
      return unitRows(plainPromptFeatures(textTower, prompts, context, replaced));
    });
  }

  return {
    name: "tcp",
    ...tunedText(textFeatures, logitScale),
    init: (random) => ({
      ...start(random),
      ...linearParameters(DOWN, embed, hidden, random),
      ...linearParameters(UP, hidden, length * width, random),
    }),
    prepare: frozen.add,
    loss: (parameters, batch, terms) => {
      const { text, losses } = sharedPass(classNames, terms, (names) =>
        textFeatures(parameters, names),
      );
      const pull = anchorLoss(text, frozen.features(classNames));
      const logits = cosineLogits(batch.images as Tensor2D, text, logitScale);
      return classLoss(batch, logits, text, { tcp: tf.mul(pull, weight), ...losses });
    },
    dispose: () => undefined,
  };
}
