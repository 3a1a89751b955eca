import { PromptcalError } from "../numeric/errors";
import type { Architecture } from "./architecture";
import { architecture, ARCHITECTURES, checkWeights } from "./clip-model";
import type { FileWeights } from "./stored-weights";

/**
 * The bundled architecture whose tensors a file holds. Head counts cannot be seen in the shapes, so a
 * file of other sizes needs an architecture of its own.
 * @throws PromptcalError when none fits, with what is wrong with the nearest one
 */
export function fittingArchitecture(
  weights: FileWeights,
  where: string,
): { readonly name: string; readonly sizes: Architecture } {
  if (weights.shapes.has("visual.layer1.0.conv1.weight")) {
    throw new PromptcalError(
      `checkpoint: expected a vision transformer, got a ResNet image tower, which promptcal does not have (${where})`,
    );
  }
  const width = weights.shapes.get("visual.class_embedding")?.[0];
  const layers = [...weights.shapes.keys()].filter((name) =>
    /^visual\.transformer\.resblocks\.\d+\.ln_1\.weight$/.test(name),
  ).length;
  const reasons: string[] = [];
  for (const name of ARCHITECTURES) {
    const sizes = architecture(name);
    try {
      checkWeights(weights, sizes, where);
      return { name, sizes };
    } catch (error) {
      if (!(error instanceof PromptcalError)) throw error;
      if (sizes.vision_width === width && sizes.vision_layers === layers) {
        reasons.push(`as ${name}, ${error.message}`);
      }
    }
  }
  const reason =
    reasons.length > 0
      ? reasons.join("; ")
      : `an image tower of width ${width ?? "unknown"} with ${layers} layers`;
  throw new PromptcalError(
    `checkpoint: expected the tensors of ${ARCHITECTURES.join(", ")}, got ${reason} (${where}); ` +
      "for other sizes name an architecture's JSON file",
  );
}
