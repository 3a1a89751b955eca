import { join } from "node:path";
import { mismatch } from "../../errors/promptcal-error";
import { readSafetensors, writeSafetensors } from "../../files/tensors/safetensors";
import type { ParameterValues } from "../../methods/tuner";
import { PARAMETERS_FILE, runFolder } from "../store/store-paths";

/** What a method learned, under the names of the reference code's modules: `prompt_learner.ctx`. */
export type LearnedParameters = Readonly<Record<string, ParameterValues>>;

/** Writes `parameters.safetensors` of a run; nothing for a method that learns nothing. */
export function writeParameters(
  store: string,
  id: string,
  parameters: LearnedParameters,
): void {
  if (Object.keys(parameters).length === 0) return;
  writeSafetensors(join(runFolder(store, id), PARAMETERS_FILE), parameters);
}

/** Reads what `writeParameters` wrote. @throws PromptcalError naming file and tensor */
export function readParameters(store: string, id: string): LearnedParameters {
  const path = join(runFolder(store, id), PARAMETERS_FILE);
  const { tensors } = readSafetensors(path);
  const values = [...tensors].map(([name, { shape, data, dtype }]) => {
    if (data instanceof Float32Array) return [name, { shape, data }] as const;
    const [what, expected] = [`tensor ${name}`, "values of Float32Array"];
    throw mismatch({ what, expected, got: dtype, where: path });
  });
  return Object.fromEntries(values);
}
