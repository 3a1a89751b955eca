import { PromptcalError } from "../../errors/promptcal-error";
import { sha256 } from "../hash";

export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * JSON with sorted keys and no white space: equal values give equal bytes.
 * Keys whose value is `undefined` are dropped, as by `JSON.stringify`.
 * @throws PromptcalError for NaN and infinities, which JSON cannot hold
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new PromptcalError(`canonical JSON: expected a finite number, got ${value}`);
  }
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const record = value as Record<string, unknown>;
  const fields = Object.keys(record)
    .filter((key) => record[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(record[key])}`);
  return `{${fields.join(",")}}`;
}

/** SHA-256 of the canonical JSON of a value: the identity of specs, recipes and configurations. */
export function canonicalHash(value: unknown): string {
  return sha256(canonicalJson(value));
}
