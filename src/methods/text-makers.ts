import { clipAdapter } from "./heads/clip-adapter";
import { cocoop } from "./text/cocoop";
import { CLASS_TOKEN_PLACES } from "./text/context-text";
import { coop, type CoopOptions } from "./text/coop";
import { dept } from "./text/dept";
import { kgcoop } from "./text/kgcoop";
import type { OptionReader } from "./options";
import { proda } from "./text/proda";
import { prograd } from "./text/prograd";
import { taskres } from "./text/taskres";
import { tcp } from "./text/tcp";
import { tipAdapter } from "./heads/tip-adapter";
import type { ImageKind, Tuner, TunerSetting } from "./tuner";
import { zeroShot } from "./heads/zero-shot";

type Maker = (setting: TunerSetting, options: OptionReader) => Tuner;

/** Makers of the text-side and fixed-head methods, and what they see of images. */
export const TEXT_MAKERS = {
  zeroshot: [
    "features",
    (setting, options) => zeroShot(setting, { ensemble: options.flag("ensemble") }),
  ],
  coop: ["features", (setting, options) => coop(setting, coopOptions(options))],
  kgcoop: [
    "features",
    (setting, options) =>
      kgcoop(setting, { ...coopOptions(options), weight: options.number("weight") }),
  ],
  cocoop: ["features", (setting, options) => cocoop(setting, contextOptions(options))],
  prograd: [
    "features",
    (setting, options) =>
      prograd(setting, {
        ...contextOptions(options),
        strength: options.number("strength"),
        temperature: options.number("temperature"),
      }),
  ],
  proda: [
    "features",
    (setting, options) =>
      proda(setting, {
        context: options.count("context", 1),
        contextSd: options.number("context_sd"),
        prompts: options.count("prompts", 1),
        promptBatch: options.count("prompt_batch", 1),
        alpha: options.number("alpha"),
        verbatimNames: options.flag("verbatim_names"),
      }),
  ],
  dept: [
    "raw features",
    (setting, options) =>
      dept(setting, {
        ...contextOptions(options),
        linearWeight: options.number("linear_weight"),
        headRate: options.number("head_rate"),
      }),
  ],
  tcp: [
    "features",
    (setting, options) =>
      tcp(setting, {
        ...contextOptions(options),
        layer: options.count("layer"),
        tokenWeight: options.number("token_weight"),
        weight: options.number("weight"),
      }),
  ],
  taskres: [
    "features",
    (setting, options) =>
      taskres(setting, {
        scale: options.number("residual_scale"),
        verbatimNames: options.flag("verbatim_names"),
      }),
  ],
  "clip-adapter": [
    "raw features",
    (setting, options) =>
      clipAdapter(setting, {
        ratio: options.number("ratio"),
        reduction: options.count("reduction", 1),
      }),
  ],
  "tip-adapter": [
    "features",
    (setting, options) => tipAdapter(setting, tipOptions(options, false)),
  ],
  "tip-adapter-f": [
    "features",
    (setting, options) => tipAdapter(setting, tipOptions(options, true)),
  ],
} as const satisfies Readonly<Record<string, readonly [ImageKind, Maker]>>;

function contextOptions(
  options: OptionReader,
): Pick<CoopOptions, "context" | "contextWords" | "contextSd"> {
  return {
    context: options.count("context", 1),
    contextWords: options.textOrNull("context_words"),
    contextSd: options.number("context_sd"),
  };
}

function coopOptions(options: OptionReader): CoopOptions {
  return {
    ...contextOptions(options),
    classToken: options.choice("class_token", CLASS_TOKEN_PLACES),
    classSpecific: options.flag("class_specific"),
  };
}

function tipOptions(
  options: OptionReader,
  trained: boolean,
): Parameters<typeof tipAdapter>[1] {
  const search = {
    alpha: options.number("search_alpha"),
    beta: options.number("search_beta"),
  };
  return {
    alpha: options.number("alpha"),
    beta: options.number("beta"),
    trained,
    ...(options.flag("search") ? { search } : {}),
  };
}
