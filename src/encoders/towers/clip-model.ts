import { join } from "node:path";
import type { Activation } from "../../engine/layers/activation";
import type { FrozenLinear } from "../../engine/layers/linear";
import { mismatch, oneOf, printable, PromptcalError } from "../../errors/promptcal-error";
import { readJson } from "../../files/json/parse-json";
import {
  isResNet,
  parseArchitecture,
  type Architecture,
  type TransformerArchitecture,
} from "./architecture";
import { buildResNet } from "./build-resnet";
import { checkTensors, type Shapes } from "../checkpoints/expected-tensors";
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

/**
 * Reads a bundled architecture.
 * @param activation of the weights; OpenAI's models and LAION's have the same sizes and differ in it. That of the
 *   architecture's file by default
 * @throws PromptcalError with the valid names
 */
export function architecture(name: string, activation?: Activation): Architecture {
  const known = oneOf(name, ARCHITECTURES, "architecture");
  const path = join(__dirname, "architectures", `${known}.json`);
  const sizes = parseArchitecture(readJson(path, "architecture"), path);
  return activation === undefined ? sizes : { ...sizes, activation };
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
 * @param sizes its architecture, or how the architecture follows from the activation that the file names
 * @param expectedHash SHA-256 that the weights must have
 * @throws PromptcalError when the file's tensors or its activation are not the architecture's
 */
export function loadClip(
  path: string,
  sizes: Architecture | ((activation: Activation | undefined) => Architecture),
  expectedHash?: string,
): ClipModel {
  const weights = openWeights(path, expectedHash);
  const own = typeof sizes === "function" ? sizes(weights.activation) : sizes;
  checkWeights(weights, own, path);
  return assembleClip(weights, own);
}

/**
 * Checks that a file's weights are those of an architecture: each tensor and its shape, and the
 * activation where the file names it.
 * @throws PromptcalError naming the tensor, expected and got
 */
export function checkWeights(
  { shapes, dtypes, activation }: FileWeights,
  sizes: Architecture,
  where: string,
): void {
  try {
    checkTensors(shapes, sizes, where, dtypes);
  } catch (error) {
    const other = bundledFit(shapes, dtypes);
    if (other === undefined || !(error instanceof PromptcalError)) throw error;
    throw new PromptcalError(
      `weights ${printable(where)} are those of a ${other}, another architecture; ${error.message}`,
    );
  }
  if (activation === undefined || activation === sizes.activation) return;
  throw mismatch({
    what: "activation",
    expected: `${sizes.activation}, the architecture's`,
    got: `weights trained with ${activation}`,
    where,
  });
}

/** The bundled architecture that has exactly these tensors, if one has. */
export function bundledFit(
  shapes: Shapes,
  dtypes: ReadonlyMap<string, string>,
): ArchitectureName | undefined {
  return ARCHITECTURES.find((name) => {
    try {
      checkTensors(shapes, architecture(name), name, dtypes);
      return true;
    } catch (error) {
      if (error instanceof PromptcalError) return false;
      throw error;
    }
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
