import type { TunerDefinition } from "./definition";
import { readOptions, type OptionDefinitions, type OptionValues } from "./option";
import type { Tuner, TunerSetting } from "./tuner";

/**
 * Makes a tuner.
 * @param options of a run, or some of the method's; those left out have their defaults
 * @throws PromptcalError for a wrong option
 */
export function makeTuner<D extends OptionDefinitions>(
  definition: TunerDefinition<D>,
  setting: TunerSetting,
  options: Partial<OptionValues<D>> = {},
): Tuner {
  const { name, imageInput } = definition;
  const functions = definition.make(setting, readOptions(definition.options, options));
  return {
    ...{ prepare: () => undefined, dispose: () => undefined },
    ...functions,
    name,
    imageInput,
  };
}
