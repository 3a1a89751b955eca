import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { mismatch } from "../numeric/errors";
import { readSafetensors, tensorOf, type SafetensorsFile } from "../numeric/safetensors";

/** One training trace of reference code: start, gradient, losses, end. */
export interface TraceMethod {
  readonly loss: readonly number[];
  readonly lr_per_step: readonly number[];
  readonly config: {
    readonly trainer: string;
    readonly class_token_position?: string;
    readonly csc?: boolean;
    /** Number of context tokens. */
    readonly n_ctx: number;
    /** Words, or true for 'a photo of a' (KgCoOp ignores the text). */
    readonly ctx_init?: string | boolean;
    readonly w?: number;
    readonly dor_lambda?: number;
    readonly outlier_template?: string;
    readonly outliers?: readonly string[];
    readonly outlier_batch_per_step?: readonly (readonly string[])[];
  };
  /** KgCoOp with DOR keeps its weight here. */
  readonly w?: number;
  readonly optimizer: {
    readonly name: string;
    readonly momentum: number;
    readonly weight_decay: number;
  };
  readonly float32_max_abs_deviation: Readonly<Record<string, number>>;
}

/** A folder of reference traces: `traces.json`, `traces.safetensors`, `clip-tiny.json`, `clip-tiny.safetensors`. */
export interface ReferenceTraces {
  readonly folder: string;
  readonly templates: Readonly<Record<string, string>>;
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
    templates: Record<string, string>;
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

/** Names of the traces that `coop`, `kgcoop` and `dor` should reproduce. */
export function coveredTraces({ methods }: ReferenceTraces): readonly string[] {
  return Object.entries(methods)
    .filter(
      ([, { config }]) =>
        /^(CoOp|KgCoOp)( \+ DOR)?$/.test(config.trainer) &&
        (config.class_token_position ?? "end") === "end" &&
        config.csc !== true,
    )
    .map(([name]) => name);
}
