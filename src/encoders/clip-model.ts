import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FrozenLinear } from "../engine/linear";
import { oneOf } from "../numeric/errors";
import { parseArchitecture, type Architecture } from "./architecture";
import type { ImageTower } from "./image-tower";
import { openWeights, type StoredWeights } from "./stored-weights";
import type { TextTower } from "./text-tower";
import { buildImageTower, buildTextTower, frozenSource } from "./weights";

/** A frozen CLIP: both towers, their sizes and the logit scale. */
export interface ClipModel {
  readonly architecture: Architecture;
  readonly imageTower: ImageTower<FrozenLinear>;
  readonly textTower: TextTower<FrozenLinear>;
  /** s in logits = s * cosine; 100 for OpenAI's models. */
  readonly logitScale: number;
  readonly weightsHash: string;
  /** Token ids whose embeddings were trained; undefined when all are. */
  readonly trainedTokens?: ReadonlySet<number>;
}

/** Architectures that come with promptcal, by the name of their JSON file. */
export const ARCHITECTURES = ["icons-mini"] as const;
export type ArchitectureName = (typeof ARCHITECTURES)[number];

/** Reads a bundled architecture. @throws PromptcalError with the valid names */
export function architecture(name: string): Architecture {
  const known = oneOf(name, ARCHITECTURES, "architecture");
  const path = join(__dirname, "architectures", `${known}.json`);
  return parseArchitecture(JSON.parse(readFileSync(path, "utf8")), path);
}

/**
 * Loads a frozen CLIP on the active backend.
 * @param expectedHash SHA-256 that the weights must have
 */
export function loadClip(
  path: string,
  sizes: Architecture,
  expectedHash?: string,
): ClipModel {
  return assembleClip(openWeights(path, expectedHash), sizes);
}

/** Builds the towers from opened weights. */
export function assembleClip(weights: StoredWeights, sizes: Architecture): ClipModel {
  const source = frozenSource(weights.lookup);
  return {
    architecture: sizes,
    imageTower: buildImageTower(sizes, source),
    textTower: buildTextTower(sizes, source),
    logitScale: weights.logitScale,
    weightsHash: weights.hash,
    ...(weights.trainedTokens === undefined
      ? {}
      : { trainedTokens: new Set(weights.trainedTokens) }),
  };
}
