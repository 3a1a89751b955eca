import * as v from "valibot";
import {
  mismatch,
  oneOf,
  shownBriefly,
  type PromptcalError,
} from "../../errors/promptcal-error";
import type { Schema } from "./schema";

/** Where a value was found, and the way out. */
interface Found {
  readonly where?: string;
  readonly fix?: string;
}

/**
 * Checks a value against a schema.
 * @param what names the value in errors; a field of it is `WHAT field a.b[0]`
 * @param where file and line, for errors
 * @param fix the way out, for errors
 * @returns the value with the schema's type; objects are copies
 * @throws PromptcalError that says what was expected and what came, with the nearest valid word or field
 */
export function checked<T>(
  schema: Schema<T>,
  value: unknown,
  what: string,
  where?: string,
  fix?: string,
): T {
  const result = v.safeParse(schema, value, { abortEarly: true, abortPipeEarly: true });
  if (result.success) return result.output;
  throw schemaError(schema, result.issues[0], what, {
    ...(where === undefined ? {} : { where }),
    ...(fix === undefined ? {} : { fix }),
  });
}

/** The one place where an issue of the schema library becomes our sentence. */
function schemaError(
  schema: Schema<unknown>,
  issue: v.BaseIssue<unknown>,
  what: string,
  found: Found,
): PromptcalError {
  const path = (issue.path ?? []).map(({ key }) => key as string | number);
  if (issue.type === "strict_object" && issue.expected === "never") {
    const known = Object.keys(partAt(schema as Part, path.slice(0, -1)).entries ?? {});
    return mismatch({
      what: named(what, path.slice(0, -1)),
      expected: `the fields ${known.join(", ")}`,
      got: String(path.at(-1)),
      ...found,
    });
  }
  const part = partAt(schema as Part, path);
  if (issue.type === "picklist" && typeof issue.input === "string") {
    const { input } = issue;
    const kind = part.title ?? named(what, path);
    return thrownBy(() => oneOf(input, part.options ?? [], kind, found.where));
  }
  const isMissing = issue.input === undefined || issue.expected === `"${path.at(-1)}"`;
  const expected = isMissing ? (part.message ?? issue.message) : issue.message;
  // A rule says itself what came.
  const got = issue.type === "raw_check" ? issue.received : shownBriefly(issue.input);
  return mismatch({
    what: named(what, path),
    expected,
    got: isMissing ? "nothing" : got,
    ...found,
  });
}

/** `WHAT field a.b[0]`. */
function named(what: string, path: readonly (string | number)[]): string {
  if (path.length === 0) return what;
  const steps = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`));
  return `${what} field ${steps.join("").replace(/^\./, "")}`;
}

/** What a message needs of a schema; the library's type of any schema does not show it. */
interface Part {
  readonly message?: unknown;
  readonly options?: readonly string[];
  readonly title?: string;
  readonly entries?: Readonly<Record<string, Part>>;
  readonly item?: Part;
  readonly items?: readonly Part[];
  readonly value?: Part;
  readonly wrapped?: Part;
  readonly pipe?: readonly Part[];
}

/** The schema at a path, and what its own steps say. */
function partAt(schema: Part, path: readonly (string | number)[]): Said {
  const steps = stepsOf(schema);
  const [first, ...rest] = path;
  if (first === undefined) {
    const message = steps
      .map((step) => step.message)
      .find((said) => typeof said === "string");
    return Object.assign({}, ...steps, { message }) as Said;
  }
  const next = steps.map((step) => childOf(step, first)).find((child) => child);
  return next === undefined ? {} : partAt(next, rest);
}

interface Said extends Pick<Part, "options" | "title" | "entries"> {
  readonly message?: string;
}

/** A schema's steps, without wrappers. */
function stepsOf(schema: Part): readonly Part[] {
  if (schema.pipe !== undefined) return schema.pipe.flatMap(stepsOf);
  return schema.wrapped === undefined ? [schema] : stepsOf(schema.wrapped);
}

function childOf(schema: Part, key: string | number): Part | undefined {
  if (typeof key === "number") return schema.items?.[key] ?? schema.item;
  return schema.entries?.[key] ?? schema.value;
}

function thrownBy(throwing: () => unknown): PromptcalError {
  try {
    throwing();
  } catch (error) {
    return error as PromptcalError;
  }
  throw new Error("expected an error");
}
