import { existsSync } from "node:fs";
import { PromptcalError } from "../errors/promptcal-error";
import { sha256 } from "../files/hash";
import { readSafetensors, tensorOf, writeSafetensors } from "../files/safetensors";

/**
 * Features that an earlier process stored.
 * @param shape [rows, features] that the file must hold
 * @returns undefined where there is no file, or it is not what was written
 */
export function readCachedFeatures(
  path: string,
  shape: readonly number[],
): Float32Array | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const file = readSafetensors(path);
    const data = tensorOf(file, "features", shape, path).data as Float32Array;
    return hashOf(data) === file.metadata["sha256"] ? data : undefined;
  } catch (error) {
    // A damaged cache entry costs time, not truth: it is computed again.
    if (error instanceof PromptcalError) return undefined;
    throw error;
  }
}

/** Stores features with their hash, whole or not at all. */
export function writeCachedFeatures(
  path: string,
  shape: readonly number[],
  data: Float32Array,
): void {
  writeSafetensors(path, { features: { shape, data } }, { sha256: hashOf(data) });
}

function hashOf(data: Float32Array): string {
  return sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}
