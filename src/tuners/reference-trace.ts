import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { mismatch } from "../numeric/errors";
import { readSafetensors, tensorOf, type SafetensorsFile } from "../numeric/safetensors";
import type { ParameterValues } from "./tuner";

/** One training trace of reference code: start, gradient, losses, end. */
export interface TraceMethod {
  readonly loss: readonly number[];
  readonly lr_per_step: readonly number[];
  /** The method's options under the reference's names; `trainer` is the method. */
  readonly config: { readonly trainer: string; readonly [option: string]: unknown };
  /** KgCoOp with DOR keeps its weight here. */
  readonly w?: number;
  /** Prompts that ProDA drew. */
  readonly prompt_index_per_step?: readonly (readonly number[])[];
  /** Weights of the steps in the final parameters, where the method averages them (PromptSRC). */
  readonly gpa_weights?: readonly number[];
  readonly optimizer: {
    readonly name: string;
    /** Null for optimisers that have none. */
    readonly momentum: number | null;
    readonly weight_decay: number;
    readonly eps?: number;
  };
  readonly float32_max_abs_deviation: Readonly<Record<string, number>>;
}

/** A folder of reference traces: `traces.json`, `traces.safetensors`, `clip-tiny.json`, `clip-tiny.safetensors`. */
export interface ReferenceTraces {
  readonly folder: string;
  /** Hand-written prompts by method, and lists of them. */
  readonly templates: Readonly<Record<string, string | readonly string[]>>;
  readonly classNames: Readonly<Record<"base" | "new", readonly string[]>>;
  /** Indices of training images per step. */
  readonly batches: readonly Int32Array[];
  readonly methods: Readonly<Record<string, TraceMethod>>;
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
  const json = JSON.parse(readFileSync(path, "utf8")) as {
    templates: Record<string, string | string[]>;
    class_names: Record<"base" | "new", string[]>;
    methods: Record<string, TraceMethod>;
  };
  const tensors = readSafetensors(join(folder, "traces.safetensors"));
  const { data, shape } = tensorOf(tensors, "batches", [-1, -1], folder);
  return {
    folder,
    templates: json.templates,
    classNames: json.class_names,
    batches: Array.from({ length: shape[0]! }, (_, step) =>
      Int32Array.from(data.subarray(step * shape[1]!, (step + 1) * shape[1]!)),
    ),
    methods: json.methods,
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
