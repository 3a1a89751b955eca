import * as v from "valibot";
import type { Schema } from "./schema";

/**
 * Parses the JSON of a record that may be cut short, damaged or another program's, where that counts as no record.
 * @returns undefined for a text that is no JSON, or whose value does not fit
 */
export function parseIntact<T>(schema: Schema<T>, text: string): T | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const result = v.safeParse(schema, value);
  return result.success ? result.output : undefined;
}
