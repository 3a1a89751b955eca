import * as v from "valibot";
import { shownBriefly } from "../../errors/promptcal-error";

/** Any schema with values of type T. Its message says what is expected, for instance `a whole number`. */
export type Schema<T> = v.GenericSchema<unknown, T>;
/** The type of a schema's values. */
export type Infer<S extends Schema<unknown>> = v.InferOutput<S>;

/** A text, which may be empty. */
export const TEXT = v.string("a text");
/** True or false. */
export const FLAG = v.boolean("true or false");
/** A list of texts. */
export const TEXTS = list(TEXT);
/** A SHA-256 in lower-case hex. */
export const SHA_256 = textLike(/^[0-9a-f]{64}$/, "64 hex digits");

/** A finite number from `min` to `max`. */
export function finiteNumber(min = -Infinity, max = Infinity): Schema<number> {
  const range = max < Infinity ? ` from ${min} to ${max}` : ` of at least ${min}`;
  const expected = min === -Infinity ? "a number" : `a number${range}`;
  return v.pipe(
    v.number(expected),
    v.finite(expected),
    v.minValue(min, expected),
    v.maxValue(max, expected),
  );
}

/** A whole number of at least `min`, exact in a double. */
export function wholeNumber(min = 0): Schema<number> {
  const expected = `a whole number of at least ${min}`;
  return v.pipe(v.number(expected), v.safeInteger(expected), v.minValue(min, expected));
}

/** A text that fits a pattern. */
export function textLike(pattern: RegExp, expected: string): Schema<string> {
  return v.pipe(v.string(expected), v.regex(pattern, expected));
}

/** One of some words. @param kind of word, for errors: `unknown KIND "x"; did you mean "y"?` */
export function word<const T extends string>(words: readonly T[], kind: string): Schema<T> {
  return v.pipe(v.picklist(words, `one of ${words.join(", ")}`), v.title(kind));
}

/** A list of any length. */
export function list<T>(item: Schema<T>, expected = "a list"): Schema<readonly T[]> {
  return v.pipe(v.array(item, expected));
}

/** An object with these fields. Others are left out of its value. */
export function fields<const E extends v.ObjectEntries>(
  entries: E,
  expected = "an object",
): Schema<Readonly<v.InferOutput<v.ObjectSchema<E, undefined>>>> {
  return v.pipe(plainObject(expected), v.object(entries, expected));
}

/** An object with these fields and no others. */
export function onlyFields<const E extends v.ObjectEntries>(
  entries: E,
  expected = "an object",
): Schema<Readonly<v.InferOutput<v.StrictObjectSchema<E, undefined>>>> {
  return v.pipe(plainObject(expected), v.strictObject(entries, expected));
}

/** An object with these fields. Others stay, unchecked. */
export function someFields<const E extends v.ObjectEntries>(
  entries: E,
  expected = "an object",
): Schema<Readonly<v.InferOutput<v.LooseObjectSchema<E, undefined>>>> {
  return v.pipe(plainObject(expected), v.looseObject(entries, expected));
}

/**
 * An object of any keys, for instance names of data sets, with values of one kind. The library drops keys that
 * every object inherits; here they are refused.
 */
export function byName<T>(
  value: Schema<T>,
  expected = "an object",
): Schema<Readonly<Record<string, T>>> {
  const own = v.check(
    (found: unknown) => INHERITED.every((key) => !Object.hasOwn(found as object, key)),
    `no key ${INHERITED.join(", ")}`,
  );
  const values = v.record(v.string(), value, expected);
  return v.pipe(plainObject(expected), own, values);
}

const INHERITED = ["__proto__", "constructor", "prototype"];

/** An object whose values are checked later. */
export const RECORD = v.custom<Readonly<Record<string, unknown>>>(isRecord, "an object");

/** The library takes an array for an object. */
function plainObject(expected: string): Schema<unknown> {
  return v.pipe(v.unknown(), v.check(isRecord, expected));
}

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What breaks a rule between fields. */
export interface Broken {
  /** Of the wrong value, from the object that has the rule. */
  readonly path: readonly (string | number)[];
  readonly expected: string;
  /** What came, in words; the value itself when left out. */
  readonly got?: string;
}

/** A schema whose values also keep a rule. @param broken says what breaks it; undefined where nothing does */
export function ruled<T>(
  schema: Schema<T>,
  broken: (value: T) => Broken | undefined,
): Schema<T> {
  const action = v.rawCheck<T>(({ dataset, addIssue }) => {
    const found = dataset.typed ? broken(dataset.value) : undefined;
    if (found === undefined) return;
    const steps = found.path.map((key): v.IssuePathItem => ({
      ...{ type: "unknown", origin: "value", key },
      ...{ input: undefined, value: undefined },
    }));
    const input = found.path.reduce<unknown>(fieldOf, dataset.value);
    addIssue({
      message: found.expected,
      input,
      received: found.got ?? shownBriefly(input),
      ...(isFilled(steps) ? { path: steps } : {}),
    });
  });
  return v.pipe(schema, action);
}

function isFilled<T>(items: T[]): items is [T, ...T[]] {
  return items.length > 0;
}

function fieldOf(value: unknown, key: string | number): unknown {
  return (value as Readonly<Record<string | number, unknown>> | undefined)?.[key];
}
