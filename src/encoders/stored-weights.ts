import { existsSync, readFileSync } from "node:fs";
import { mismatch, PromptcalError } from "../numeric/errors";
import { sha256 } from "../numeric/hash";
import { parseSafetensors, tensorOf, type SafetensorsFile } from "../numeric/safetensors";
import type { Lookup } from "./weights";

/** Weights of a file in OpenAI's naming, looked up by name and shape. */
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

/** Names of the tensors of a compact token table (the bundled model). */
export const COMPACT_TOKEN_IDS = "token_embedding.ids";
export const TOKEN_EMBEDDING = "token_embedding.weight";

/**
 * Opens a safetensors file of CLIP weights.
 * @param expectedHash SHA-256 the file must have; any file when left out
 * @throws PromptcalError for a missing file, another hash, or a malformed file
 */
export function openWeights(path: string, expectedHash?: string): StoredWeights {
  if (!existsSync(path)) {
    throw new PromptcalError(
      `weights ${path}: expected a file, got none; restore it with: git checkout -- ${path}`,
    );
  }
  const bytes = readFileSync(path);
  const hash = sha256(bytes);
  if (expectedHash !== undefined && hash !== expectedHash) {
    throw mismatch({
      what: `weights ${path}`,
      expected: `SHA-256 ${expectedHash}`,
      got: hash,
      fix: `restore it with: git checkout -- ${path}`,
    });
  }
  const file = parseSafetensors(bytes, path);
  const ids = file.tensors.get(COMPACT_TOKEN_IDS)?.data;
  const scale = tensorOf(file, "logit_scale", undefined, path).data;
  if (scale.length !== 1) {
    throw mismatch({
      what: "tensor logit_scale",
      expected: "one value",
      got: `${scale.length}`,
      where: path,
    });
  }
  return {
    lookup: (name, shape) =>
      name === TOKEN_EMBEDDING && ids !== undefined
        ? expandTable(file, Int32Array.from(ids), shape, path)
        : checkedFloats(file, name, shape, path),
    logitScale: Math.exp(scale[0]!),
    hash,
    ...(ids === undefined ? {} : { trainedTokens: Array.from(ids) }),
    metadata: file.metadata,
  };
}

function checkedFloats(
  file: SafetensorsFile,
  name: string,
  shape: readonly number[],
  where: string,
): Float32Array {
  const { data } = tensorOf(file, name, shape, where);
  const floats = data instanceof Float32Array ? data : Float32Array.from(data);
  const bad = floats.findIndex((number) => !Number.isFinite(number));
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

function expandTable(
  file: SafetensorsFile,
  ids: Int32Array,
  [rows, width]: readonly number[],
  where: string,
): Float32Array {
  const compact = checkedFloats(file, TOKEN_EMBEDDING, [ids.length, width!], where);
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
