import * as v from "valibot";
import { mismatch, oneOf, shown, type PromptcalError } from "../errors/promptcal-error";

/** Any schema with values of type T. Its message says what is expected, for instance `a whole number`. */
export type Schema<T> = v.GenericSchema<unknown, T>;

/** A finite number of at least `least`. */
export function finiteNumber(min = -Infinity): Schema<number> {
  const expected = min === -Infinity ? "a number" : `a number of at least ${min}`;
  return v.pipe(v.number(expected), v.finite(expected), v.minValue(min, expected));
}

/** A whole number of at least `least`, exact in a double. */
export function wholeNumber(min = 0): Schema<number> {
  const expected = `a whole number of at least ${min}`;
  return v.pipe(v.number(expected), v.safeInteger(expected), v.minValue(min, expected));
}

/** A text that fits a pattern. */
export function textLike(pattern: RegExp, expected: string): Schema<string> {
  return v.pipe(v.string(expected), v.regex(pattern, expected));
}

/**
 * Checks a value against a schema.
 * @param what names the value in errors; a field of it is `WHAT field NAME`
 * @param where file and line, for errors
 * @returns the value with the schema's type; objects are copies
 * @throws PromptcalError that says what was expected and what came, with the nearest valid word or field
 */
export function checked<T>(
  schema: Schema<T>,
  value: unknown,
  what: string,
  where?: string,
): T {
  const part = schema as Part;
  if (part.entries !== undefined && Array.isArray(value)) {
    // The library takes an array for an object.
    const got = shown(value).slice(0, LONGEST_VALUE);
    throw mismatch({ what, expected: String(part.message), got, ...placed(where) });
  }
  const result = v.safeParse(schema, value, { abortEarly: true, abortPipeEarly: true });
  if (result.success) return result.output;
  throw schemaError(schema, result.issues[0], what, where);
}

/** The one place where an issue of the schema library becomes our sentence. */
function schemaError(
  schema: Schema<unknown>,
  issue: v.BaseIssue<unknown>,
  what: string,
  where: string | undefined,
): PromptcalError {
  const path = (issue.path ?? []).map(({ key }) => String(key));
  const place = placed(where);
  const named = (parts: readonly string[]): string =>
    parts.length === 0 ? what : `${what} field ${parts.join(".")}`;
  if (issue.type === "strict_object" && issue.expected === "never") {
    const known = Object.keys(partAt(schema as Part, path.slice(0, -1)).entries ?? {});
    return mismatch({
      what: named(path.slice(0, -1)),
      expected: `the fields ${known.join(", ")}`,
      got: path.at(-1)!,
      ...place,
    });
  }
  const { options, message } = partAt(schema as Part, path);
  if (issue.type === "picklist" && typeof issue.input === "string") {
    return thrownBy(() => oneOf(String(issue.input), options ?? [], named(path), where));
  }
  const missing = issue.input === undefined || issue.expected === `"${path.at(-1)}"`;
  const expected = missing && typeof message === "string" ? message : issue.message;
  const got = missing ? "nothing" : shown(issue.input).slice(0, LONGEST_VALUE);
  return mismatch({ what: named(path), expected, got, ...place });
}

function placed(where: string | undefined): { readonly where?: string } {
  return where === undefined ? {} : { where };
}

/** Characters of a wrong value in a message. */
const LONGEST_VALUE = 60;

/** What a message needs of a schema; the library's type of any schema does not show it. */
interface Part {
  readonly kind?: "schema";
  readonly message?: unknown;
  readonly options?: readonly string[];
  readonly entries?: Readonly<Record<string, Part>>;
  readonly wrapped?: Part;
}

/** The schema at a path of fields. */
function partAt(schema: Part, path: readonly string[]): Part {
  const plain = schema.wrapped ?? schema;
  const [first, ...rest] = path;
  if (first === undefined) return plain;
  const next = plain.entries?.[first];
  return next === undefined ? {} : partAt(next, rest);
}

function thrownBy(throwing: () => unknown): PromptcalError {
  try {
    throwing();
  } catch (error) {
    return error as PromptcalError;
  }
  throw new Error("expected an error");
}
