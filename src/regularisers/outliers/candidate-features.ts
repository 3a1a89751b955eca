import { join } from "node:path";
import type { ClipModel } from "../../encoders/towers/clip-model";
import { readCachedFeatures, writeCachedFeatures } from "../../encoders/feature-cache";
import { templateFeatures } from "../../encoders/prompts/prompt-templates";
import type { Tokenizer } from "../../encoders/tokens/tokenizer";
import { tf } from "../../engine/tf";
import { canonicalHash } from "../../files/json/canonical-json";
import { sha256 } from "../../files/hash";

export interface CandidateFeatureRequest {
  readonly model: ClipModel;
  readonly tokenizer: Tokenizer;
  readonly names: readonly string[];
  /** Prompt template with `{}` for the name. */
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
  if (cacheFolder === undefined) return computeCandidateFeatures(request);
  const path = candidateFeaturesFile(request, cacheFolder);
  const stored = readCachedFeatures(path, shape);
  if (stored !== undefined) return stored;
  const features = computeCandidateFeatures(request);
  writeCachedFeatures(path, shape, features);
  return features;
}

/** The cache's file of a word list's features. */
export function candidateFeaturesFile(
  { model, names, template }: CandidateFeatureRequest,
  cacheFolder: string,
): string {
  const key = canonicalHash({
    names: sha256(names.join("\n")),
    template,
    weights: model.weightsHash,
    architecture: model.architecture,
    backend: tf.getBackend(),
  });
  return join(cacheFolder, `${key}.safetensors`);
}

/** The features themselves, without the cache. */
export function computeCandidateFeatures({
  model,
  tokenizer,
  names,
  template,
}: CandidateFeatureRequest): Float32Array {
  const features = templateFeatures(model, tokenizer, names, template);
  const values = features.dataSync<"float32">().slice();
  features.dispose();
  return values;
}
