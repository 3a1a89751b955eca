import type { ClipModel } from "../../encoders/towers/clip-model";
import { imageFeatures } from "../../encoders/towers/image-tower";
import { unitRows } from "../../encoders/towers/text-tower";
import { firstRows } from "../../encoders/towers/vision-transformer";
import { tf, type Tensor, type Tensor2D } from "../../engine/tf";
import { traceTensor, traceValues, type ReferenceTraces } from "../reference-trace";
import type { Batch, ImageKind } from "../../methods/tuner";

const CLASS_SETS = ["train", "base", "new"] as const;
type ClassSet = (typeof CLASS_SETS)[number];

/** Images of the traces, as each kind of tuner sees them. */
export interface TraceImages {
  /** All images of a split; they stay ours. */
  all(kind: ImageKind, split: ClassSet): Tensor;
  /** Some training images, a new tensor. @param step of the trace */
  batch(kind: ImageKind, indices: Int32Array, step: number): Batch;
  dispose(): void;
}

/** Reads and encodes the images of the traces. */
export function traceImages(traces: ReferenceTraces, model: ClipModel): TraceImages {
  const labels = traceValues(traces, "labels.train");
  const views = new Map<string, Tensor>();
  const key = (kind: ImageKind, split: ClassSet): string => `${kind} ${split}`;
  for (const split of CLASS_SETS) {
    const { data, shape } = traceTensor(traces, `images.${split}`);
    const pixels = tf.tensor4d(data, shape as [number, number, number, number]);
    const raw: Tensor2D = imageFeatures(model.imageTower, pixels);
    const unit = tf.tidy(() => unitRows(raw));
    views.set(key("pixels", split), pixels);
    views.set(key("raw features", split), raw);
    views.set(key("features", split), unit);
    if (model.imageTower.kind !== "transformer") continue;
    const rows = firstRows(model.imageTower, pixels);
    const patches = tf.reshape(rows, [pixels.shape[0], -1]) as Tensor2D;
    views.set(key("patches", split), patches);
    views.set(key("patches and features", split), tf.concat([patches, unit], 1));
    rows.dispose();
  }
  const all = (kind: ImageKind, split: ClassSet): Tensor => views.get(key(kind, split))!;
  return {
    all,
    batch: (kind, indices, step) => ({
      images: tf.tidy(() => tf.gather(all(kind, "train"), tf.tensor1d(indices, "int32"))),
      labels: Int32Array.from(indices, (i) => labels[i]!),
      step: { seed: 0, iteration: step },
    }),
    dispose: () => tf.dispose([...views.values()]),
  };
}
