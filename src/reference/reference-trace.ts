import { existsSync } from "node:fs";
import { join } from "node:path";
import { mismatch } from "../errors/promptcal-error";
import { readJson } from "../files/json/parse-json";
import {
  readSafetensors,
  tensorOf,
  type SafetensorsFile,
} from "../files/tensors/safetensors";
import { parseTraces, type TraceFile } from "./parse-traces";
import type { ParameterValues } from "../methods/tuner";

export type { TraceMethod } from "./parse-traces";

/** A folder of reference traces: `traces.json`, `traces.safetensors`, `clip-tiny.json`, `clip-tiny.safetensors`. */
export interface ReferenceTraces extends TraceFile {
  readonly folder: string;
  /** Indices of training images per step. */
  readonly batches: readonly Int32Array[];
  readonly tensors: SafetensorsFile;
}

/** Reads the traces of a folder. @throws PromptcalError naming a missing or malformed file */
export function readTraces(folder: string): ReferenceTraces {
  const path = join(folder, "traces.json");
  if (!existsSync(path)) {
    throw mismatch({
      what: "reference traces",
      expected: "a file traces.json",
      got: "none",
      where: folder,
    });
  }
  const file = parseTraces(readJson(path, "reference traces"), path);
  const tensors = readSafetensors(join(folder, "traces.safetensors"));
  const { data, shape } = tensorOf(tensors, "batches", [-1, -1], folder);
  return {
    ...file,
    folder,
    batches: Array.from({ length: shape[0]! }, (_, step) =>
      Int32Array.from(data.subarray(step * shape[1]!, (step + 1) * shape[1]!)),
    ),
    tensors,
  };
}

/** Values of a stored tensor as float32. @throws PromptcalError if it is not there */
export function traceValues(traces: ReferenceTraces, name: string): Float32Array {
  return Float32Array.from(tensorOf(traces.tensors, name, undefined, traces.folder).data);
}

/** Whether a tensor is stored. */
export function hasTrace({ tensors }: ReferenceTraces, name: string): boolean {
  return tensors.tensors.has(name);
}

/** Names of the parameters that a trace trains, as in the reference's modules. */
export function traceParameters(
  { tensors }: ReferenceTraces,
  method: string,
): readonly string[] {
  const prefix = `${method}.init.`;
  return [...tensors.tensors.keys()]
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length));
}

/** Values and shape of a stored tensor. */
export function traceTensor(traces: ReferenceTraces, name: string): ParameterValues {
  const { shape } = tensorOf(traces.tensors, name, undefined, traces.folder);
  return { shape, data: traceValues(traces, name) };
}
