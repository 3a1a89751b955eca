import * as v from "valibot";
import { checked } from "../files/json/checked";
import { byName, finiteNumber, wholeNumber, type Schema } from "../files/json/schema";

/** Value of one option of a recipe; null is off. */
export type OptionValue = number | string | boolean | null;
/** Options by name; those of a regulariser carry its name: `dor.lambda`. */
export type Options = Readonly<Record<string, OptionValue>>;

/** Options of a file. */
export const OPTIONS: Schema<Options> = byName(
  v.nullable(
    v.union([v.string(), v.boolean(), v.pipe(v.number(), v.finite())], "an option's value"),
  ),
  "an object of options",
);

/** What is known of an option beside its type and default. */
export interface OptionNotes {
  /** Unit of a number, for instance `tokens`. */
  readonly unit?: string;
  /** How tables and figures write it: `λ`. */
  readonly symbol?: string;
  /** Its name in reference code, where that is another. */
  readonly reference?: string;
  /** The option whose value follows from it, where it is set. */
  readonly decides?: string;
}

/** Everything about one option. */
export interface OptionDefinition<T extends OptionValue = OptionValue> extends OptionNotes {
  readonly schema: Schema<T>;
  /** Of the recipe `icons`. */
  readonly default: T;
  /** One line for people. */
  readonly about: string;
}

/** The options of a method by name. */
export type OptionDefinitions = Readonly<Record<string, OptionDefinition>>;

/** Values of some options, typed by their definitions. */
export type OptionValues<D extends OptionDefinitions> = {
  readonly [K in keyof D]: D[K] extends OptionDefinition<infer T> ? T : never;
};

/** A finite number. @param notes `least` is 0 when left out */
export function number(
  value: number,
  about: string,
  { least: min = 0, ...notes }: OptionNotes & { readonly least?: number } = {},
): OptionDefinition<number> {
  return { schema: finiteNumber(min), default: value, about, ...notes };
}

/** A share of something: above 0, at most 1. */
export function share(
  value: number,
  about: string,
  notes: OptionNotes = {},
): OptionDefinition<number> {
  const expected = "a number above 0 and at most 1";
  const schema = v.pipe(
    v.number(expected),
    v.gtValue(0, expected),
    v.maxValue(1, expected),
  );
  return { schema, default: value, about, ...notes };
}

/** A whole number. @param notes `least` is 1 when left out */
export function count(
  value: number,
  about: string,
  { least: min = 1, ...notes }: OptionNotes & { readonly least?: number } = {},
): OptionDefinition<number> {
  return { schema: wholeNumber(min), default: value, about, ...notes };
}

/** A whole number of at least 0, or null for off. */
export function countOrNull(
  value: number | null,
  about: string,
  notes: OptionNotes = {},
): OptionDefinition<number | null> {
  return { schema: v.nullable(wholeNumber(0)), default: value, about, ...notes };
}

/** True or false. */
export function flag(
  value: boolean,
  about: string,
  notes: OptionNotes = {},
): OptionDefinition<boolean> {
  return { schema: v.boolean("true or false"), default: value, about, ...notes };
}

/** A text, or null for off. */
export function textOrNull(
  value: string | null,
  about: string,
  notes: OptionNotes = {},
): OptionDefinition<string | null> {
  const schema = v.nullable(v.string("a text or null"));
  return { schema, default: value, about, ...notes };
}

/** One of some words. */
export function choice<T extends string>(
  value: T,
  words: readonly T[],
  about: string,
  notes: OptionNotes = {},
): OptionDefinition<T> {
  const schema = v.picklist(words, `one of ${words.join(", ")}`);
  return { schema, default: value, about, ...notes };
}

/** One of some words, or null for off. */
export function choiceOrNull<T extends string>(
  value: T | null,
  words: readonly T[],
  about: string,
  notes: OptionNotes = {},
): OptionDefinition<T | null> {
  const schema = v.nullable(v.picklist(words, `one of ${words.join(", ")}, or null`));
  return { schema, default: value, about, ...notes };
}

/** Words of a choice, for help; undefined for other types. */
export function wordsOf({ schema }: OptionDefinition): readonly string[] | undefined {
  const plain = "wrapped" in schema ? (schema.wrapped as object) : schema;
  return "options" in plain ? (plain.options as readonly string[]) : undefined;
}

/** Defaults of some options. */
export function defaultsOf<D extends OptionDefinitions>(definitions: D): OptionValues<D> {
  return mapped(definitions, (definition) => definition.default);
}

/**
 * The values of some options out of all of a run; those left out have their defaults.
 * @param prefix of their names there: `dor.`
 * @throws PromptcalError naming the option, what was expected and what came
 */
export function readOptions<D extends OptionDefinitions>(
  definitions: D,
  options: Readonly<Record<string, unknown>>,
  prefix = "",
): OptionValues<D> {
  return mapped(definitions, (definition, name) => {
    const key = `${prefix}${name}`;
    if (!Object.hasOwn(options, key)) return definition.default;
    return checked(definition.schema, options[key], `option ${key}`);
  });
}

/**
 * Reads a value that a person typed: as the first of a number, true or false, null and a text that the
 * option takes.
 * @throws PromptcalError naming the option and what it takes
 */
export function optionFromText(
  name: string,
  { schema }: OptionDefinition,
  text: string,
): OptionValue {
  const number = text === "" ? NaN : Number(text);
  const words: readonly OptionValue[] = [true, false, null];
  const read = [number, ...words.filter((word) => String(word) === text), text];
  const taken = read.find((value) => v.is(schema, value));
  return (
    taken ??
    (taken === null ? null : checked(schema, readAs(text, number), `option ${name}`))
  );
}

function readAs(text: string, number: number): OptionValue {
  return Number.isFinite(number) ? number : text;
}

/** Each definition turned into its value. */
function mapped<D extends OptionDefinitions>(
  definitions: D,
  valueOf: (definition: OptionDefinition, name: string) => OptionValue,
): OptionValues<D> {
  const values = Object.entries(definitions).map(([name, definition]) => [
    name,
    valueOf(definition, name),
  ]);
  return Object.fromEntries(values) as OptionValues<D>;
}
