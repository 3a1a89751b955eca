import { canonicalHash } from "../../files/json/canonical-json";
import { sha256 } from "../../files/hash";
import type { Options } from "../../methods/option";
import type { LearnedParameters } from "../run/parameters";
import type { RunSpec } from "../spec/spec";

/** Option that marks a run as imported: SHA-256 of what it was made of, so that other bytes are another run. */
export const IMPORTED = "imported";
/** Option that tells imported runs of one method apart. */
export const LABEL = "label";

/** The recipe of a run whose prompts were learned elsewhere: what is known of it, and what it was made of. */
export function importedRecipe(
  known: Options,
  parameters: LearnedParameters,
  label: string | undefined,
): Options {
  const hash = parametersHash(parameters);
  return { ...known, [IMPORTED]: hash, ...(label === undefined ? {} : { [LABEL]: label }) };
}

/** Whether a run was tuned elsewhere. */
export function isImported({ recipe }: Pick<RunSpec, "recipe">): boolean {
  return Object.hasOwn(recipe, IMPORTED);
}

/** SHA-256 over names, shapes and float32 values, whatever file they lay in. */
function parametersHash(parameters: LearnedParameters): string {
  const entries = Object.entries(parameters).map(([name, { shape, data }]) => [
    name,
    { shape, hash: sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)) },
  ]);
  return canonicalHash(Object.fromEntries(entries));
}
