import { existsSync } from "node:fs";
import { mismatch, PromptcalError } from "../errors/promptcal-error";
import { checked } from "../files/json/checked";
import { list } from "../files/json/schema";
import { parseJson } from "../files/json/parse-json";
import { readSafetensors, writeSafetensors } from "../files/tensors/safetensors";
import type { TensorToStore } from "../files/tensors/safetensors";
import { EPOCH_LINE, type EpochLine } from "./epoch-line";
import type { OptimizerState } from "./optimizer";
import type { ParameterValues } from "../methods/tuner";
import { WITHIN_EPOCH, type WithinEpoch } from "./within-epoch";

export type { EpochLine } from "./epoch-line";

/** Everything a training needs to go on after an epoch, or a step of one. */
export interface TrainState extends OptimizerState {
  /** Hash of what is trained: a state of another run is refused. */
  readonly identity: string;
  /** Finished epochs. */
  readonly epoch: number;
  readonly parameters: Readonly<Record<string, ParameterValues>>;
  /** Weighted sum of the finished epochs' values, for methods that average them; else empty. */
  readonly average: Readonly<Record<string, Float32Array>>;
  readonly history: readonly EpochLine[];
  /** Steps of the epoch that is not finished; absent between two epochs. */
  readonly within?: WithinEpoch;
}

/** Values that go with each parameter, by their prefix in the file. */
const GROUPS = ["velocity", "second", "average"] as const;

/** Writes a state, whole or not at all. */
export function writeTrainState(path: string, state: TrainState): void {
  const tensors: Record<string, TensorToStore> = {};
  for (const [name, { shape, data }] of Object.entries(state.parameters)) {
    tensors[`parameter.${name}`] = { shape, data };
    for (const group of GROUPS) {
      const values = state[group][name];
      if (values !== undefined) tensors[`${group}.${name}`] = { shape, data: values };
    }
  }
  writeSafetensors(path, tensors, {
    identity: state.identity,
    epoch: String(state.epoch),
    updates: String(state.updates),
    history: JSON.stringify(state.history),
    ...(state.within === undefined ? {} : { within: JSON.stringify(state.within) }),
  });
}

/** Reads what `writeTrainState` wrote. @throws PromptcalError naming what is missing or malformed */
export function readTrainState(path: string): TrainState {
  if (!existsSync(path)) {
    throw new PromptcalError(`there is no training state to go on from: ${path}`);
  }
  const { tensors, metadata } = readSafetensors(path);
  const parameters: Record<string, ParameterValues> = {};
  const groups: Record<(typeof GROUPS)[number], Record<string, Float32Array>> = {
    velocity: {},
    second: {},
    average: {},
  };
  for (const [name, { shape, data }] of tensors) {
    if (!(data instanceof Float32Array)) {
      throw mismatch({
        what: `tensor ${name}`,
        expected: "F32",
        got: "another type",
        where: path,
      });
    }
    if (name.startsWith("parameter."))
      parameters[name.slice("parameter.".length)] = { shape, data };
    for (const group of GROUPS) {
      if (name.startsWith(`${group}.`)) groups[group][name.slice(group.length + 1)] = data;
    }
  }
  const lost = Object.keys(parameters).find(
    (name) => groups.velocity[name]?.length !== parameters[name]!.data.length,
  );
  const epoch = Number(metadata["epoch"]);
  const updates = Number(metadata["updates"]);
  const history = parseHistory(metadata["history"], path);
  if (
    metadata["identity"] === undefined ||
    ![epoch, updates].every(Number.isSafeInteger) ||
    lost
  ) {
    throw mismatch({
      what: "training state",
      expected: "identity, epoch, updates and a velocity for each parameter",
      got: lost === undefined ? JSON.stringify(metadata).slice(0, 80) : `none for ${lost}`,
      where: path,
    });
  }
  const within = parseWithin(metadata["within"], path);
  return {
    ...{ identity: metadata["identity"], epoch, updates, parameters, ...groups, history },
    ...(within === undefined ? {} : { within }),
  };
}

function parseWithin(text: string | undefined, where: string): WithinEpoch | undefined {
  if (text === undefined) return undefined;
  const what = "unfinished epoch of the training state";
  return checked(WITHIN_EPOCH, parseJson(text, what, where), what, where);
}

function parseHistory(text: string | undefined, where: string): readonly EpochLine[] {
  const what = "history of the training state";
  return checked(list(EPOCH_LINE), parseJson(text ?? "null", what, where), what, where);
}
