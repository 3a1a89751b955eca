import { existsSync } from "node:fs";
import type { AdamWState } from "../engine/optimisers/adamw-variables";
import { tf, type Variable } from "../engine/tf";
import { mismatch } from "../errors/promptcal-error";
import { checked } from "../files/json/checked";
import { parseJson } from "../files/json/parse-json";
import { fields, finiteNumber, list, TEXT, wholeNumber } from "../files/json/schema";
import {
  readSafetensors,
  tensorOf,
  writeSafetensors,
  type TensorToStore,
} from "../files/tensors/safetensors";

/** Where a training stands, beside its tensors. */
export interface Progress {
  /** Steps made. */
  step: number;
  /** Images seen. */
  seen: number;
  /** Logit scale when the ramp began; the learned one until then. */
  rampStart: number;
  /** State of the random stream. */
  random: readonly number[];
  /** Seconds of computing so far, over all sittings. */
  seconds: number;
  /** Hash of recipe and corpus; a checkpoint of another training is refused. */
  readonly identity: string;
}

const STORED = fields({
  step: wholeNumber(),
  seen: wholeNumber(),
  rampStart: finiteNumber(),
  random: list(finiteNumber()),
  seconds: finiteNumber(0),
  identity: TEXT,
  /** Updates of the optimiser's moments. */
  updates: wholeNumber(),
});

/** Writes parameters, both moments and the progress in one file, whole or not at all. */
export function saveCheckpoint(
  path: string,
  parameters: Readonly<Record<string, Variable>>,
  state: AdamWState,
  progress: Progress,
): void {
  const tensors: Record<string, TensorToStore> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    for (const [kind, variable] of [
      ["value", parameter],
      ["first", state.first[name]!],
      ["second", state.second[name]!],
    ] as const) {
      tensors[`${kind}.${name}`] = {
        shape: variable.shape,
        data: variable.dataSync() as Float32Array,
      };
    }
  }
  writeSafetensors(path, tensors, {
    progress: JSON.stringify({ ...progress, updates: state.updates }),
  });
}

/**
 * Restores a training in place.
 * @returns its progress, or undefined when there is no checkpoint yet
 * @throws PromptcalError when the file is damaged or of another training
 */
export function restoreCheckpoint(
  path: string,
  parameters: Readonly<Record<string, Variable>>,
  state: AdamWState,
  identity: string,
): Progress | undefined {
  if (!existsSync(path)) return undefined;
  const file = readSafetensors(path);
  const json = parseJson(file.metadata["progress"] ?? "{}", "progress", path);
  const stored = checked(STORED, json, "progress", path);
  if (stored.identity !== identity) {
    throw mismatch({
      what: `checkpoint ${path}`,
      expected: `training ${identity.slice(0, 12)}`,
      got: stored.identity.slice(0, 12),
      fix: "move it away to begin a new training",
    });
  }
  const load = (variable: Variable, name: string): void =>
    tf.tidy(() => {
      variable.assign(
        tf.tensor(tensorOf(file, name, variable.shape, path).data, variable.shape),
      );
    });
  for (const [name, parameter] of Object.entries(parameters)) {
    load(parameter, `value.${name}`);
    load(state.first[name]!, `first.${name}`);
    load(state.second[name]!, `second.${name}`);
  }
  const { updates, ...progress } = stored;
  state.updates = updates;
  return progress;
}
