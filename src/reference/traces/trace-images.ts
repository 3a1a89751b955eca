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
  /** All images of a class set. The caller does not dispose of them. */
  all(kind: ImageKind, classSet: ClassSet): Tensor;
  /** Some training images, a new tensor. @param step of the trace */
  batch(kind: ImageKind, indices: Int32Array, step: number): Batch;
  dispose(): void;
}

/** Reads and encodes the images of the traces. */
export function traceImages(traces: ReferenceTraces, model: ClipModel): TraceImages {
  const labels = traceValues(traces, "labels.train");
  const views = new Map<string, Tensor>();
  const key = (kind: ImageKind, classSet: ClassSet): string => `${kind} ${classSet}`;
  for (const classSet of CLASS_SETS) {
    const { data, shape } = traceTensor(traces, `images.${classSet}`);
    const pixels = tf.tensor4d(data, shape as [number, number, number, number]);
    const raw: Tensor2D = imageFeatures(model.imageTower, pixels);
    const unit = tf.tidy(() => unitRows(raw));
    views.set(key("pixels", classSet), pixels);
    views.set(key("raw features", classSet), raw);
    views.set(key("features", classSet), unit);
    if (model.imageTower.kind !== "transformer") continue;
    const rows = firstRows(model.imageTower, pixels);
    const patches = tf.reshape(rows, [pixels.shape[0], -1]) as Tensor2D;
    views.set(key("patches", classSet), patches);
    views.set(key("patches and features", classSet), tf.concat([patches, unit], 1));
    rows.dispose();
  }
  const all = (kind: ImageKind, classSet: ClassSet): Tensor =>
    views.get(key(kind, classSet))!;
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
