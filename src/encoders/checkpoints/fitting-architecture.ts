import { PromptcalError } from "../../errors/promptcal-error";
import type { Architecture } from "../towers/architecture";
import { architecture, ARCHITECTURES, bundledFit } from "../towers/clip-model";
import { checkTensors, type Shapes } from "./expected-tensors";
import type { FileWeights } from "./stored-weights";

/**
 * The bundled architecture whose tensors a file holds, with the activation that the file was trained with where
 * that is known. Head counts cannot be seen in the shapes, so a file of other sizes needs an architecture of its
 * own.
 * @throws PromptcalError when none fits, with what is wrong with the nearest one
 */
export function fittingArchitecture(
  weights: FileWeights,
  where: string,
): { readonly name: string; readonly sizes: Architecture } {
  const fit = bundledFit(weights.shapes, weights.dtypes);
  if (fit !== undefined) return { name: fit, sizes: architecture(fit, weights.activation) };
  const { width, layers } = imageTowerOf(weights.shapes);
  const reasons = ARCHITECTURES.flatMap((name) => {
    const sizes = architecture(name);
    const isNear = sizes.vision_width === width && String(sizes.vision_layers) === layers;
    return isNear ? [`as ${name}, ${misfit(weights, sizes, where)}`] : [];
  });
  const reason =
    reasons.length > 0
      ? reasons.join("; ")
      : `an image tower of width ${width ?? "unknown"} with ${layers} layers`;
  throw new PromptcalError(
    `checkpoint: expected the tensors of ${ARCHITECTURES.join(", ")}, got ${reason} (${where}); ` +
      "for other sizes name an architecture's JSON file",
  );
}

/** What is wrong with the tensors for an architecture. */
function misfit(weights: FileWeights, sizes: Architecture, where: string): string {
  try {
    checkTensors(weights.shapes, sizes, where, weights.dtypes);
  } catch (error) {
    if (error instanceof PromptcalError) return error.message;
    throw error;
  }
  return "nothing";
}

/** Width and layers as far as the shapes tell them, in the words of an architecture. */
function imageTowerOf(shapes: Shapes): { width: number | undefined; layers: string } {
  const count = (pattern: RegExp): number =>
    [...shapes.keys()].filter((name) => pattern.test(name)).length;
  if (!shapes.has("visual.layer1.0.conv1.weight")) {
    const width = shapes.get("visual.class_embedding")?.[0];
    const blocks = /^visual\.transformer\.resblocks\.\d+\.ln_1\.weight$/;
    return { width, layers: String(count(blocks)) };
  }
  const stages = [1, 2, 3, 4].map((stage) =>
    count(new RegExp(`^visual\\.layer${stage}\\.\\d+\\.conv1\\.weight$`)),
  );
  return { width: shapes.get("visual.bn3.weight")?.[0], layers: String(stages) };
}
