import type { Figure } from "../rendering/figure";
import { epochLines } from "./epoch-lines";

/** A moment of pretraining. Losses are in nats. */
interface LossPoint {
  /** Training images so far. */
  readonly seen: number;
  readonly loss: number;
  /** Only at some moments. */
  readonly heldOutLoss?: number | undefined;
}

/** Options of `lossCurve`. */
export interface LossCurveOptions {
  /** Name of the model. */
  readonly model: string;
  /** Training images in all. */
  readonly images: number;
  /** Share of them after which the batch doubles. */
  readonly largeBatchFrom: number;
}

/** The contrastive loss of a pretrained model on its training batches and on held-out drawings. */
export function lossCurve(
  lines: readonly LossPoint[],
  { model, images, largeBatchFrom }: LossCurveOptions,
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
      subtitle: `model ${model}, ${images.toLocaleString("en")} images; the batch doubles at ${100 * largeBatchFrom} %`,
      x: "images seen",
      y: "contrastive loss, nats",
    },
  );
}
