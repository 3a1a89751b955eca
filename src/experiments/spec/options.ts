import { oneOf, PromptcalError } from "../../errors/promptcal-error";
import {
  optionFromText,
  type OptionDefinitions,
  type Options,
  type OptionValue,
} from "../../methods/option";

/** One `--set name=value`, not yet typed. */
export interface Setting {
  readonly name: string;
  readonly text: string;
}

/**
 * Splits `name=value` at the first equals sign.
 * @throws PromptcalError where there is no name or no equals sign
 */
export function parseSetting(argument: string): Setting {
  const at = argument.indexOf("=");
  if (at < 1) {
    throw new PromptcalError(`--set: expected name=value, got "${argument}"`);
  }
  return { name: argument.slice(0, at).trim(), text: argument.slice(at + 1).trim() };
}

/**
 * Options with settings applied, each read as its option's type; later ones win.
 * @param what whose options they are, for the message
 * @throws PromptcalError for an unknown option (with the valid ones and the nearest match) or a value that
 *   the option does not take
 */
export function applySettings(
  definitions: OptionDefinitions,
  defaults: Options,
  settings: readonly Setting[],
  what: string,
): Options {
  const out: Record<string, OptionValue> = { ...defaults };
  for (const { name, text } of settings) {
    oneOf(name, Object.keys(definitions), `option of ${what}`);
    out[name] = optionFromText(name, definitions[name]!, text);
  }
  return out;
}
