import { existsSync } from "node:fs";
import { PromptcalError } from "../errors/promptcal-error";
import { sha256 } from "../files/hash";
import { readSafetensors, tensorOf, writeSafetensors } from "../files/tensors/safetensors";
import { SystemFailure } from "../files/system-error";
import { onNextNotebook } from "../progress/next-notebook";

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

let isToldOfFailure = false;
onNextNotebook(() => (isToldOfFailure = false));

/**
 * Stores features that a run has in memory anyway. Where the cache cannot be written to (disk full, read-only), it
 * goes on without, and says so once in a process.
 */
export function keepFeatures(
  path: string,
  shape: readonly number[],
  data: Float32Array,
): void {
  try {
    writeCachedFeatures(path, shape, data);
  } catch (error) {
    if (!(error instanceof SystemFailure)) throw error;
    if (!isToldOfFailure) {
      process.stderr.write(
        `features are not kept, and encoded again next time: ${error.message}\n`,
      );
    }
    isToldOfFailure = true;
  }
}

function hashOf(data: Float32Array): string {
  return sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}
