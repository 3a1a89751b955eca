import { coPrompt } from "./joint/coprompt";
import { ivlp, type IvlpOptions } from "./joint/ivlp";
import type { JointOptions } from "./joint/joint-prompts";
import { maple } from "./joint/maple";
import type { OptionReader } from "./options";
import { promptSrc } from "./joint/promptsrc";
import type { ImageKind, Tuner, TunerSetting } from "./tuner";
import { vpt } from "./joint/vpt";

type Maker = (setting: TunerSetting, options: OptionReader) => Tuner;

/** Makers of the methods with prompts in the image tower, and what they see of images. */
export const JOINT_MAKERS = {
  vpt: [
    "patches",
    (setting, options) =>
      vpt(setting, {
        visual: options.count("visual", 1),
        depth: options.count("depth", 1),
        contextSd: options.number("context_sd"),
        contextWords: options.textOrNull("context_words"),
      }),
  ],
  maple: [
    "patches",
    (setting, options) =>
      maple(setting, { ...jointOptions(options), depth: options.count("depth", 1) }),
  ],
  ivlp: ["patches", (setting, options) => ivlp(setting, ivlpOptions(options))],
  promptsrc: [
    "patches and features",
    (setting, options) =>
      promptSrc(setting, {
        ...ivlpOptions(options),
        textWeight: options.number("text_weight"),
        imageWeight: options.number("image_weight"),
        ensemble: options.flag("imagenet_teacher"),
        averaging: averagingOf(options),
      }),
  ],
  coprompt: [
    "patches and features",
    (setting, options) =>
      coPrompt(setting, {
        ...jointOptions(options),
        depth: options.count("depth", 1),
        weight: options.number("weight"),
        textRatio: options.number("text_ratio"),
        imageRatio: options.number("image_ratio"),
        reduction: options.count("reduction", 1),
        descriptions: options.textOrNull("descriptions"),
      }),
  ],
} as const satisfies Readonly<Record<string, readonly [ImageKind, Maker]>>;

function jointOptions(options: OptionReader): JointOptions {
  return {
    context: options.count("context", 1),
    contextWords: options.textOrNull("context_words"),
    contextSd: options.number("context_sd"),
  };
}

function ivlpOptions(options: OptionReader): IvlpOptions {
  return {
    ...jointOptions(options),
    visual: options.count("visual", 1),
    depthText: options.count("depth_text", 1),
    depthVision: options.count("depth_vision", 1),
  };
}

/** A deviation of 0 epochs switches the average off. */
function averagingOf(options: OptionReader): { mean: number; sd: number } | null {
  const sd = options.number("averaging_sd");
  return sd === 0 ? null : { mean: options.number("averaging_mean"), sd };
}
