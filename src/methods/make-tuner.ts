import { oneOf } from "../errors/promptcal-error";
import { JOINT_MAKERS } from "./joint-makers";
import { optionReader, type OptionReader } from "./options";
import { LATER_OPTIONS, TUNERS, type Options, type TunerName } from "./recipes";
import { TEXT_MAKERS } from "./text-makers";
import type { ImageKind, Tuner, TunerSetting } from "./tuner";

type Maker = (setting: TunerSetting, options: OptionReader) => Tuner;

const MAKERS: Readonly<Record<TunerName, readonly [ImageKind, Maker]>> = {
  ...TEXT_MAKERS,
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
  const reader = optionReader({ ...LATER_OPTIONS, ...options });
  return MAKERS[oneOf(name, TUNERS, "tuner")][1](setting, reader);
}
