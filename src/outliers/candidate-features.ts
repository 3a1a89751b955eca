import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ClipModel } from "../encoders/clip-model";
import { handWrittenFeatures } from "../encoders/hand-written-prompts";
import type { Tokenizer } from "../encoders/tokenizer";
import { tf } from "../engine/tf";
import { canonicalHash } from "../numeric/canonical-json";
import { PromptcalError } from "../numeric/errors";
import { sha256 } from "../numeric/hash";
import { readSafetensors, tensorOf, writeSafetensors } from "../numeric/safetensors";

export interface CandidateFeatureRequest {
  readonly model: ClipModel;
  readonly tokenizer: Tokenizer;
  readonly names: readonly string[];
  /** Hand-written prompt with `{}` for the name. */
  readonly template: string;
  /** Folder of the cache; nothing is cached when left out. */
  readonly cacheFolder?: string;
}

/**
 * Frozen zero-shot features of a word list, unit rows, flat [names, embed]. Cached by the hash of
 * weights, architecture, list, template and backend; a damaged entry is computed again.
 */
export function candidateFeatures(request: CandidateFeatureRequest): Float32Array {
  const { model, names, cacheFolder } = request;
  const shape = [names.length, model.architecture.embed_dim];
  if (cacheFolder === undefined) return compute(request);
  const path = join(cacheFolder, `${keyOf(request)}.safetensors`);
  const stored = read(path, shape);
  if (stored !== undefined) return stored;
  const features = compute(request);
  writeSafetensors(
    path,
    { features: { shape, data: features } },
    { sha256: hashOf(features) },
  );
  return features;
}

function keyOf({ model, names, template }: CandidateFeatureRequest): string {
  return canonicalHash({
    names: sha256(names.join("\n")),
    template,
    weights: model.weightsHash,
    architecture: model.architecture,
    backend: tf.getBackend(),
  });
}

function compute({
  model,
  tokenizer,
  names,
  template,
}: CandidateFeatureRequest): Float32Array {
  const features = handWrittenFeatures(model, tokenizer, names, template);
  const values = features.dataSync<"float32">().slice();
  features.dispose();
  return values;
}

function read(path: string, shape: readonly number[]): Float32Array | undefined {
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

function hashOf(data: Float32Array): string {
  return sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}
