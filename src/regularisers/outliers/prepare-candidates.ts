import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { readCachedFeatures, writeCachedFeatures } from "../../encoders/feature-cache";
import { TEMPLATE_CHUNK } from "../../encoders/prompts/prompt-templates";
import { computedOnce } from "../../files/computed-once";
import {
  candidateFeaturesFile,
  computeCandidateFeatures,
  type CandidateFeatureRequest,
} from "./candidate-features";

/** How long work shows itself and is stopped. */
export interface PreparationOptions {
  readonly signal?: AbortSignal;
  /** @param done nouns so far @param total of all */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Names per pass of the text tower: a stop waits for one of these. */
const STEP = 128;
/** Names of a portion that is kept by itself: whole chunks, so that rows are those of one pass over all. */
const PORTION = 4 * TEMPLATE_CHUNK;

/**
 * Puts the features of a word list into the cache, where `candidateFeatures` finds them. Encoding all nouns takes a
 * large model minutes: it is done in portions that are kept, so that a stopped process goes on where it was, and that
 * several processes and hosts share.
 * @throws the signal's reason when interrupted, within one pass
 */
export async function prepareCandidates(
  request: CandidateFeatureRequest & { readonly cacheFolder: string },
  { signal, onProgress }: PreparationOptions = {},
): Promise<void> {
  const { model, names, cacheFolder } = request;
  const dimension = model.architecture.embed_dim;
  const whole = candidateFeaturesFile(request, cacheFolder);
  const shape = [names.length, dimension];
  if (readCachedFeatures(whole, shape) !== undefined) return;
  const features = new Float32Array(names.length * dimension);
  const portions: string[] = [];
  for (let at = 0; at < names.length; at += PORTION) {
    const some = names.slice(at, at + PORTION);
    const path = join(`${whole}.portions`, `${at}.safetensors`);
    portions.push(path);
    const size = [some.length, dimension];
    const values = await computedOnce(
      path,
      // Who finishes removes the portions, also from under those that wait for the last.
      () =>
        readCachedFeatures(path, size) ??
        readCachedFeatures(whole, shape)?.subarray(
          at * dimension,
          (at + some.length) * dimension,
        ),
      async (claim) => {
        const rows = new Float32Array(some.length * dimension);
        for (let from = 0; from < some.length; from += STEP) {
          await setImmediate();
          signal?.throwIfAborted();
          const part = some.slice(from, from + STEP);
          rows.set(computeCandidateFeatures({ ...request, names: part }), from * dimension);
          claim.touch();
          onProgress?.(at + from + part.length, names.length);
        }
        writeCachedFeatures(path, size, rows);
        return rows;
      },
      signal,
    );
    features.set(values, at * dimension);
  }
  if (readCachedFeatures(whole, shape) === undefined) {
    writeCachedFeatures(whole, shape, features);
  }
  if (existsSync(`${whole}.portions`)) {
    rmSync(`${whole}.portions`, { recursive: true, force: true });
  }
}
