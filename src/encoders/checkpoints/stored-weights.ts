import { existsSync } from "node:fs";
import type { Activation } from "../../engine/layers/activation";
import { mismatch, PromptcalError } from "../../errors/promptcal-error";
import type { Checkpoint, CheckpointTensors } from "./checkpoint-tensors";
import { COMPACT_TOKEN_IDS, TOKEN_EMBEDDING, type Shapes } from "./expected-tensors";
import { renameTensors } from "./rename-tensors";
import { safetensorsCheckpoint } from "./safetensors-checkpoint";
import type { Lookup } from "../towers/build-towers";

export { COMPACT_TOKEN_IDS, TOKEN_EMBEDDING } from "./expected-tensors";

/** Weights in OpenAI's naming, looked up by name and shape. */
export interface StoredWeights {
  readonly lookup: Lookup;
  /** Logit scale s = exp(logit_scale), the factor in front of the cosine. */
  readonly logitScale: number;
  /** SHA-256 of the file. */
  readonly hash: string;
  /**
   * Token ids whose embeddings the file holds, ascending; undefined when it holds the whole table.
   * The bundled model ships only the rows that pretraining saw; other rows read as zero.
   */
  readonly trainedTokens?: readonly number[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Weights of a file, whatever its naming and types were. */
export interface FileWeights extends StoredWeights {
  /** Shape of each tensor by OpenAI's name; tensors of no use keep their own name. */
  readonly shapes: Shapes;
  /** Stored type of each tensor. */
  readonly dtypes: ReadonlyMap<string, string>;
  /** The naming that the file had. */
  readonly naming: string;
  /** The activation that the file itself tells; undefined when it does not. */
  readonly activation?: Activation;
  /** What stood before every name in the file, with its dot; empty where nothing did. */
  readonly prefix: string;
  /** Prefixes of further CLIP weights in the same file. */
  readonly others: readonly string[];
  /** Tensors beside the weights that are no part of CLIP. */
  readonly passedOver: readonly string[];
}

/**
 * Opens a safetensors file of CLIP weights in OpenAI's, Hugging Face's or open_clip's naming. The file
 * is read once; a tensor is converted when it is looked up.
 * @param expectedHash SHA-256 the file must have; any file when left out
 * @throws PromptcalError for a missing file, another hash, or a malformed file
 */
export function openWeights(path: string, expectedHash?: string): FileWeights {
  if (!existsSync(path)) {
    throw new PromptcalError(
      `weights ${path}: expected a file, got none; restore it with: git checkout -- ${path}`,
    );
  }
  const checkpoint = safetensorsCheckpoint(path);
  if (expectedHash !== undefined && checkpoint.hash !== expectedHash) {
    throw mismatch({
      what: `weights ${path}`,
      expected: `SHA-256 ${expectedHash}`,
      got: checkpoint.hash,
      fix: `restore it with: git checkout -- ${path}`,
    });
  }
  return checkpointWeights(checkpoint, path);
}

/**
 * CLIP weights of an opened checkpoint.
 * @param where names the checkpoint in errors
 * @param key of the weights to take where it holds several; see `findClip`
 * @throws PromptcalError when it holds no CLIP
 */
export function checkpointWeights(
  checkpoint: Checkpoint,
  where: string,
  key?: string,
): FileWeights {
  const { tensors, ...found } = renameTensors(checkpoint.tensors, where, key);
  const ids = compactIds(tensors, where);
  const scale = logitScale(tensors, where);
  return {
    lookup: (name, shape) =>
      name === TOKEN_EMBEDDING && ids !== undefined
        ? expandTable(tensors, Int32Array.from(ids), shape, where)
        : checkedFloats(tensors, name, shape, where),
    logitScale: scale,
    hash: checkpoint.hash,
    ...(ids === undefined ? {} : { trainedTokens: Array.from(ids) }),
    metadata: checkpoint.metadata,
    shapes: new Map([...tensors].map(([name, { shape }]) => [name, shape])),
    dtypes: new Map([...tensors].map(([name, { dtype }]) => [name, dtype])),
    ...found,
    ...activationOf(checkpoint),
  };
}

/** Looked at before it is read: a file packed small may claim a scale of billions of values. */
function logitScale(tensors: CheckpointTensors, where: string): number {
  const shape = tensors.get("logit_scale")?.shape;
  if (shape?.every((length) => length === 1) !== true) {
    throw mismatch({
      what: "tensor logit_scale",
      expected: "one value",
      got: shape === undefined ? "no such tensor" : `shape [${shape.join(", ")}]`,
      where,
    });
  }
  return Math.exp(checkedFloats(tensors, "logit_scale", shape, where)[0]!);
}

/** More tokens than any vocabulary has. */
const MAX_TOKENS = 10_000_000;

function compactIds(tensors: CheckpointTensors, where: string): Float32Array | undefined {
  const tensor = tensors.get(COMPACT_TOKEN_IDS);
  if (tensor === undefined) return undefined;
  if (tensor.shape.length === 1 && tensor.shape[0]! <= MAX_TOKENS) return tensor.read();
  throw mismatch({
    what: `tensor ${COMPACT_TOKEN_IDS}`,
    expected: "a list of token ids",
    got: `shape [${tensor.shape.join(", ")}]`,
    where,
  });
}

/** Buffers that OpenAI's own files have, and no other's: all of those models are of QuickGELU. */
const OPENAI_BUFFERS = ["input_resolution", "context_length", "vocab_size"];

/** OpenAI's files tell their activation by their form; our own carry their architecture. */
function activationOf({ tensors, metadata }: Checkpoint): { activation?: Activation } {
  const lastNames = new Set([...tensors.keys()].map((name) => name.split(".").at(-1)));
  if (OPENAI_BUFFERS.every((name) => lastNames.has(name))) {
    return { activation: "quick_gelu" };
  }
  const found = /"activation":\s*"(quick_gelu|gelu)/.exec(metadata["architecture"] ?? "");
  return found === null ? {} : { activation: found[1] as Activation };
}

function checkedFloats(
  tensors: CheckpointTensors,
  name: string,
  shape: readonly number[] | undefined,
  where: string,
): Float32Array {
  const tensor = tensors.get(name);
  if (tensor === undefined || (shape !== undefined && !sameShape(shape, tensor.shape))) {
    throw mismatch({
      what: `tensor ${name}`,
      expected: shape === undefined ? "one value" : `shape [${shape.join(", ")}]`,
      got: tensor === undefined ? "no such tensor" : `[${tensor.shape.join(", ")}]`,
      where,
    });
  }
  const floats = tensor.read();
  const bad = firstNotFinite(floats);
  if (bad >= 0) {
    throw mismatch({
      what: `tensor ${name}`,
      expected: "finite values",
      got: `${floats[bad]} at ${bad}`,
      where,
    });
  }
  return floats;
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** A plain loop: `findIndex` takes seconds on the hundreds of millions of values of a large CLIP. */
function firstNotFinite(values: Float32Array): number {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i]!)) return i;
  return -1;
}

function expandTable(
  tensors: CheckpointTensors,
  ids: Int32Array,
  [rows, width]: readonly number[],
  where: string,
): Float32Array {
  const compact = checkedFloats(tensors, TOKEN_EMBEDDING, [ids.length, width!], where);
  const table = new Float32Array(rows! * width!);
  ids.forEach((id, row) => {
    if (id < 0 || id >= rows!) {
      throw mismatch({
        what: `tensor ${COMPACT_TOKEN_IDS}`,
        expected: `ids below ${rows}`,
        got: `${id}`,
        where,
      });
    }
    table.set(compact.subarray(row * width!, (row + 1) * width!), id * width!);
  });
  return table;
}
