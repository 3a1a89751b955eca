import { oneOf } from "../numeric/errors";
import { coop, type CoopOptions } from "./coop";
import { kgcoop } from "./kgcoop";
import { optionReader, type OptionReader } from "./options";
import { TUNERS, type Options, type TunerName } from "./recipes";
import type { Tuner, TunerSetting } from "./tuner";
import { zeroShot } from "./zero-shot";

const MAKERS: Readonly<
  Record<TunerName, (setting: TunerSetting, options: OptionReader) => Tuner>
> = {
  zeroshot: (setting) => zeroShot(setting),
  coop: (setting, options) => coop(setting, coopOptions(options)),
  kgcoop: (setting, options) =>
    kgcoop(setting, { ...coopOptions(options), weight: options.number("weight") }),
};

/**
 * Makes a tuner by name.
 * @param options resolved, as `defaultOptions` gives them
 * @throws PromptcalError for an unknown name (with the valid ones) or a wrong option
 */
export function makeTuner(name: string, setting: TunerSetting, options: Options): Tuner {
  return MAKERS[oneOf(name, TUNERS, "tuner")](setting, optionReader(options));
}

function coopOptions(options: OptionReader): CoopOptions {
  return {
    context: options.count("context", 1),
    contextWords: options.textOrNull("context_words"),
    contextSd: options.number("context_sd"),
  };
}
