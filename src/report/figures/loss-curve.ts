import type { HistoryLine } from "../../pretraining/history-line";
import { PRETRAINING } from "../../pretraining/recipe";
import type { Figure } from "../rendering/figure";
import { epochLines } from "./epoch-lines";

/**
 * The contrastive loss of a pretrained model on its training batches and on held-out drawings.
 * @param model name of the model
 * @param images training images in all
 */
export function lossCurve(
  model: string,
  lines: readonly HistoryLine[],
  images: number,
): Figure {
  const held = lines.filter((line) => line.heldOutLoss !== undefined);
  return epochLines(
    [
      {
        method: "training",
        title: "training batches, augmented",
        x: lines.map(({ seen }) => seen),
        y: lines.map(({ loss }) => loss),
      },
      {
        method: "held-out",
        title: "held-out drawings, batch of 512",
        x: held.map(({ seen }) => seen),
        y: held.map(({ heldOutLoss }) => heldOutLoss!),
      },
    ],
    {
      title: "Pretraining of the miniature CLIP",
      subtitle: `model ${model}, ${images.toLocaleString("en")} images; the batch doubles at ${100 * PRETRAINING.largeBatchFrom} %`,
      x: "images seen",
      y: "contrastive loss, nats",
    },
  );
}
