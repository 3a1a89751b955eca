import { mismatch, shown, type PromptcalError } from "../errors/promptcal-error";

/** The object, with its fields unchecked. @throws PromptcalError naming `what` and `where` */
export function asRecord(
  value: unknown,
  what: string,
  where: string,
): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>;
  throw refused(what, "an object", value, where);
}

/** The list, with its items unchecked. @param length that it must have; any when left out */
export function asList(
  value: unknown,
  what: string,
  where: string,
  length?: number,
): readonly unknown[] {
  if (Array.isArray(value) && (length === undefined || value.length === length))
    return value;
  const expected = length === undefined ? "a list" : `a list of ${length}`;
  throw refused(what, expected, value, where);
}

/** A finite number from `least` to `most`. */
export function asNumber(
  value: unknown,
  what: string,
  where: string,
  [min, max]: readonly [number, number] = [-Infinity, Infinity],
): number {
  if (Number.isFinite(value) && (value as number) >= min && (value as number) <= max)
    return value as number;
  const range =
    min === -Infinity && max === Infinity ? "a number" : `a number from ${min} to ${max}`;
  throw refused(what, range, value, where);
}

/** Finite numbers from `least` to `most`. @param length that the list must have */
export function asNumbers(
  value: unknown,
  what: string,
  where: string,
  { length, range }: { length?: number; range?: readonly [number, number] } = {},
): readonly number[] {
  return asList(value, what, where, length).map((item, i) =>
    asNumber(item, `${what}[${i}]`, where, range),
  );
}

/** A text, which may be empty. */
export function asText(value: unknown, what: string, where: string): string {
  if (typeof value === "string") return value;
  throw refused(what, "a text", value, where);
}

/** A list of texts. */
export function asTexts(value: unknown, what: string, where: string): readonly string[] {
  return asList(value, what, where).map((item, i) => asText(item, `${what}[${i}]`, where));
}

/** True or false. */
export function asFlag(value: unknown, what: string, where: string): boolean {
  if (typeof value === "boolean") return value;
  throw refused(what, "true or false", value, where);
}

function refused(
  what: string,
  expected: string,
  value: unknown,
  where: string,
): PromptcalError {
  return mismatch({ what, expected, got: shown(value), where });
}
