import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FrozenLinear } from "../../engine/layers/linear";
import { mismatch, oneOf } from "../../errors/promptcal-error";
import {
  isResNet,
  parseArchitecture,
  type Architecture,
  type TransformerArchitecture,
} from "./architecture";
import { buildResNet } from "./build-resnet";
import { checkTensors } from "../checkpoints/expected-tensors";
import type { ImageTower } from "./image-tower";
import {
  openWeights,
  type FileWeights,
  type StoredWeights,
} from "../checkpoints/stored-weights";
import type { TextTower } from "./text-tower";
import { buildTextTower, buildVisionTransformer, frozenSource } from "./build-towers";

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
export const ARCHITECTURES = [
  "icons-mini",
  "ViT-B-32",
  "ViT-B-16",
  "ViT-L-14",
  "ViT-L-14-336",
  "RN50",
] as const;
export type ArchitectureName = (typeof ARCHITECTURES)[number];

/** Reads a bundled architecture. @throws PromptcalError with the valid names */
export function architecture(name: string): Architecture {
  const known = oneOf(name, ARCHITECTURES, "architecture");
  const path = join(__dirname, "architectures", `${known}.json`);
  return parseArchitecture(JSON.parse(readFileSync(path, "utf8")), path);
}

/** A bundled architecture with a vision transformer. @throws PromptcalError for a ResNet */
export function transformerArchitecture(name: string): TransformerArchitecture {
  const sizes = architecture(name);
  if (!isResNet(sizes)) return sizes;
  throw mismatch({
    what: `architecture ${name}`,
    expected: "a vision transformer",
    got: "a ResNet",
  });
}

/**
 * Loads a frozen CLIP from a safetensors file on the active backend; other files are imported first
 * (`importWeights`).
 * @param expectedHash SHA-256 that the weights must have
 * @throws PromptcalError when the file's tensors or its activation are not the architecture's
 */
export function loadClip(
  path: string,
  sizes: Architecture,
  expectedHash?: string,
): ClipModel {
  const weights = openWeights(path, expectedHash);
  checkWeights(weights, sizes, path);
  return assembleClip(weights, sizes);
}

/**
 * Checks that a file's weights are those of an architecture: each tensor and its shape, and the
 * activation where the file names it.
 * @throws PromptcalError naming the tensor, expected and got
 */
export function checkWeights(
  { shapes, activation }: FileWeights,
  sizes: Architecture,
  where: string,
): void {
  checkTensors(shapes, sizes, where);
  if (activation === undefined || activation === sizes.activation) return;
  throw mismatch({
    what: "activation",
    expected: `${sizes.activation}, the architecture's`,
    got: `weights trained with ${activation}`,
    where,
  });
}

/** Builds the towers from opened weights. */
export function assembleClip(weights: StoredWeights, sizes: Architecture): ClipModel {
  const source = frozenSource(weights.lookup);
  return {
    architecture: sizes,
    imageTower: isResNet(sizes)
      ? buildResNet(sizes, weights.lookup)
      : buildVisionTransformer(sizes, source),
    textTower: buildTextTower(sizes, source),
    logitScale: weights.logitScale,
    weightsHash: weights.hash,
    ...(weights.trainedTokens === undefined
      ? {}
      : { trainedTokens: new Set(weights.trainedTokens) }),
  };
}
