import { mismatch, oneOf } from "../errors/promptcal-error";
import type { Options } from "./recipes";

/** Reads options by name, each checked for its type and range. */
export interface OptionReader {
  /** A finite number of at least `least`. */
  number(name: string, least?: number): number;
  /** A whole number of at least `least`. */
  count(name: string, least?: number): number;
  text(name: string): string;
  textOrNull(name: string): string | null;
  flag(name: string): boolean;
  /** One of some words. */
  choice<T extends string>(name: string, valid: readonly T[]): T;
}

/** @throws PromptcalError from its functions, naming the option, what was expected and what came */
export function optionReader(options: Options): OptionReader {
  const read = <T>(
    name: string,
    expected: string,
    fits: (value: unknown) => value is T,
  ): T => {
    const value: unknown = options[name];
    if (fits(value)) return value;
    throw mismatch({
      what: `option ${name}`,
      expected,
      got: value === undefined ? "none" : JSON.stringify(value),
    });
  };
  const isText = (value: unknown): value is string => typeof value === "string";
  return {
    number: (name, least = 0) =>
      read(
        name,
        `a number of at least ${least}`,
        (value): value is number => Number.isFinite(value) && (value as number) >= least,
      ),
    count: (name, least = 0) =>
      read(
        name,
        `a whole number of at least ${least}`,
        (value): value is number =>
          Number.isSafeInteger(value) && (value as number) >= least,
      ),
    text: (name) => read(name, "a text", isText),
    textOrNull: (name) =>
      read(
        name,
        "a text or null",
        (value): value is string | null => value === null || isText(value),
      ),
    choice: (name, valid) => oneOf(read(name, "a text", isText), valid, `option ${name}`),
    flag: (name) =>
      read(name, "true or false", (value): value is boolean => typeof value === "boolean"),
  };
}
