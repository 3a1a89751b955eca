import { mismatch, oneOf, PromptcalError } from "../../errors/promptcal-error";

/** Value of one option of a recipe. */
export type OptionValue = number | string | boolean | null;

/** All options of a recipe by name; those of a regulariser carry its name: `dor.weight`. */
export type Options = Readonly<Record<string, OptionValue>>;

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
 * Options with settings applied. Each value is read as the type of the default it replaces; a default
 * of `null` (off) accepts numbers and words, and `null` switches such an option off again.
 * @param what whose options they are, for the message
 * @throws PromptcalError for an unknown option (with the valid ones and the nearest match) or a value of another type
 */
export function applySettings(
  defaults: Options,
  settings: readonly Setting[],
  what: string,
): Options {
  const out: Record<string, OptionValue> = { ...defaults };
  for (const { name, text } of settings) {
    oneOf(name, Object.keys(defaults), `option of ${what}`);
    out[name] = typedValue(name, text, defaults[name]!);
  }
  return out;
}

function typedValue(name: string, text: string, like: OptionValue): OptionValue {
  const number = text === "" ? NaN : Number(text);
  if (typeof like === "number") {
    if (Number.isFinite(number)) return number;
    throw mismatch({ what: `option ${name}`, expected: "a number", got: `"${text}"` });
  }
  if (typeof like === "boolean") {
    if (text === "true" || text === "false") return text === "true";
    throw mismatch({ what: `option ${name}`, expected: "true or false", got: `"${text}"` });
  }
  if (like === null && text === "null") return null;
  return like === null && Number.isFinite(number) ? number : text;
}
