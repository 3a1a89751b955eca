import { promptName, templateParts } from "../../encoders/prompts/prompt-templates";
import { tokenPromptFeatures } from "../../encoders/prompts/token-prompts";
import { unitRows } from "../../encoders/towers/text-tower";
import { quickGelu } from "../../engine/layers/activation";
import { tf, type Tensor2D, type Tensor3D } from "../../engine/tf";
import { mismatch } from "../../errors/promptcal-error";
import { textTuner } from "../cosine-tuner";
import {
  learnerLayout,
  metaNetworkRows,
  savedContextLength,
  savedContextWidth,
} from "../checkpoint-layout";
import { defineTuner } from "../definition";
import { applyLinear, linearParameters } from "../linear";
import { count, number, type OptionValues } from "../option";
import { templateText } from "../template-text";
import { trainingOptions } from "../training-options";
import type { Parameters, TunerFunctions, TunerSetting } from "../tuner";
import { anchorLoss } from "./anchor-loss";
import { learnedRows } from "./context-text";
import { frozenText } from "./frozen-text";
import { CONTEXT, wordedContextOptions, contextStart } from "./learned-context";
import { contextLength, startWords } from "./start-words";

const OPTIONS = {
  ...wordedContextOptions({ n_ctx: 4, ctx_init: "a photo of a" }),
  layer: count(
    2,
    "block, from 0, in front of which class-aware tokens take the context's place; 8 of 12 in ViT-B/16",
    { least: 0 },
  ),
  token_weight: number(1, "share of the class-aware tokens there; 1 replaces the context"),
  w: number(8, "weight of the distance to the zero-shot features", {
    symbol: "λ",
    reference: "TRAINER.COOP.W",
  }),
};

type TcpOptions = OptionValues<typeof OPTIONS>;

/** Embedding dimensions per unit of the meta-network's hidden layer. */
const REDUCTION = 4;
const DOWN = "prompt_learner.meta_net.linear1";
const UP = "prompt_learner.meta_net.linear2";

/**
 * TCP (Yao et al. 2024), textual-based class-aware prompts: a network, linear - QuickGELU - linear, turns
 * each name's zero-shot feature (the setting's template) into tokens that take the place of the shared
 * context in a deep block; the loss is cross-entropy + w * (1 - mean_c cos(t_c, f_c)). Words of the
 * template behind the name stay in the prompt. Any name, an outlier too, gets tokens of its own feature.
 */
export const tcp = defineTuner({
  name: "tcp",
  title: "TCP",
  about: "class-aware tokens in a deep block of the text tower (Yao et al. 2024)",
  imageInput: "features",
  tunes: ["names"],
  options: { ...trainingOptions({ optimizer: "adam" }), ...OPTIONS },
  recipes: {
    icons: { reproduces: "the bundled world", time: "about 40 s" },
    lab: {
      reproduces: "htyao89/Textual-based_Class-aware_prompt_tuning, base to new",
      time: "0.4 EuroSAT, 2.4 DTD, 92 ImageNet, core-hours",
      options: { layer: 8 },
    },
    authors: {
      reproduces: "htyao89/Textual-based_Class-aware_prompt_tuning, base to new",
      time: "0.4 EuroSAT, 2.4 DTD, 92 ImageNet, core-hours",
      options: { layer: 8 },
    },
  },
  checkpoint: learnerLayout({
    trainer: "TCP",
    parts: "context and meta-network",
    // Its network makes the tokens of the whole context.
    fits: (tensors) =>
      metaNetworkRows(tensors) === savedContextWidth(tensors) * savedContextLength(tensors),
    unsaid: ["layer", "token_weight"],
  }),
  make: makeTcp,
});

/** TCP of a setting. @throws PromptcalError if the tower has no such block */
function makeTcp(setting: TunerSetting, options: TcpOptions): TunerFunctions {
  const { model, tokenizer, classNames, template } = setting;
  const { layer, token_weight: tokenWeight, w } = options;
  const length = contextLength(options);
  const { lead } = startWords(tokenizer, options.ctx_init);
  const { textTower, architecture } = model;
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
  const frozen = frozenText(classNames, (names) => templateText(setting, names));

  function textFeatures(parameters: Parameters, names: readonly string[]): Tensor2D {
    return tf.tidy(() => {
      const rows = learnedRows(0, length);
      const prompts = names.map((name) => [
        tokenizer.start,
        ...rows,
        ...lead,
        ...tokenizer.encode(`${promptName(name)}${behind}`),
        tokenizer.end,
      ]);
      const inner = quickGelu(applyLinear(parameters, DOWN, frozen.features(names)));
      const tokens = applyLinear(parameters, UP, inner);
      const own = tf.reshape(tokens, [names.length, length, width]) as Tensor3D;
      const replaced = { block: layer, at: 1, rows: own, weight: tokenWeight };
      const context = parameters[CONTEXT] as Tensor2D;
      return unitRows(tokenPromptFeatures(textTower, prompts, context, replaced));
    });
  }

  return textTuner(setting, {
    init: (random) => ({
      ...start(random),
      ...linearParameters(DOWN, embed, hidden, random),
      ...linearParameters(UP, hidden, length * width, random),
    }),
    prepare: frozen.add,
    textFeatures,
    terms: ({ text }) => ({
      tcp: tf.mul(anchorLoss(text, frozen.features(classNames)), w),
    }),
  });
}
