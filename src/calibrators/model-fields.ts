import * as v from "valibot";
import { finiteNumber, list, type Broken, type Schema } from "../files/json/schema";

/** A number from 0 to 1. */
export const PROBABILITY = finiteNumber(0, 1);

/** A list with one item per class, of two classes at least. */
export function perClass<T>(item: Schema<T>): Schema<readonly T[]> {
  return v.pipe(list(item), v.minLength(2, "one for each of 2 classes or more"));
}

/** A list of one item or more. */
export function filled<T>(item: Schema<T>): Schema<readonly T[]> {
  return v.pipe(list(item), v.minLength(1, "at least one number"));
}

/** Says that a field is not a list of this length; undefined where it is. */
export function ofLength(
  values: readonly unknown[],
  length: number,
  name: string,
): Broken | undefined {
  if (values.length === length) return undefined;
  return { path: [name], expected: `a list of ${length}` };
}

/** Says where the numbers of a field do not rise strictly; undefined where they do. */
export function rising(values: readonly number[], name: string): Broken | undefined {
  const at = values.findIndex((value, i) => i > 0 && value <= values[i - 1]!);
  if (at < 0) return undefined;
  const got = `${values[at]} behind ${values[at - 1]}`;
  return { path: [name, at], expected: "rising numbers", got };
}
