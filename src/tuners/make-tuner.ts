import { oneOf } from "../numeric/errors";
import { coop, type CoopOptions } from "./coop";
import { CLASS_TOKEN_PLACES } from "./context-text";
import { JOINT_MAKERS } from "./joint-makers";
import { kgcoop } from "./kgcoop";
import { optionReader, type OptionReader } from "./options";
import { TUNERS, type Options, type TunerName } from "./recipes";
import type { ImageKind, Tuner, TunerSetting } from "./tuner";
import { zeroShot } from "./zero-shot";

type Maker = (setting: TunerSetting, options: OptionReader) => Tuner;

const MAKERS: Readonly<Record<TunerName, readonly [ImageKind, Maker]>> = {
  zeroshot: ["features", (setting) => zeroShot(setting)],
  coop: ["features", (setting, options) => coop(setting, coopOptions(options))],
  kgcoop: [
    "features",
    (setting, options) =>
      kgcoop(setting, {
        ...coopOptions(options),
        weight: options.number("weight"),
      }),
  ],
  ...JOINT_MAKERS,
};

/** What a tuner is given of images, known before it is made. @throws PromptcalError for an unknown name */
export function imageKind(name: string): ImageKind {
  return MAKERS[oneOf(name, TUNERS, "tuner")][0];
}

/**
 * Makes a tuner by name.
 * @param options resolved, as `defaultOptions` gives them
 * @throws PromptcalError for an unknown name (with the valid ones) or a wrong option
 */
export function makeTuner(name: string, setting: TunerSetting, options: Options): Tuner {
  return MAKERS[oneOf(name, TUNERS, "tuner")][1](setting, optionReader(options));
}

function coopOptions(options: OptionReader): CoopOptions {
  return {
    context: options.count("context", 1),
    contextWords: options.textOrNull("context_words"),
    contextSd: options.number("context_sd"),
    classToken: options.choice("class_token", CLASS_TOKEN_PLACES),
    classSpecific: options.flag("class_specific"),
  };
}
