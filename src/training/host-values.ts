import { tf, type Tensor2D } from "../engine/tf";
import type { Parameters } from "../methods/tuner";
import type { TrainState } from "./train-state";

/** Values in host memory as tensors, which are the caller's. */
export function parameterTensors(values: TrainState["parameters"]): Parameters {
  return Object.fromEntries(
    Object.entries(values).map(([name, { shape, data }]) => [
      name,
      tf.tensor(data, [...shape]),
    ]),
  );
}

/** The values of a tensor, row-major; it and what is made on the way are freed. */
export function hostValues(make: () => Tensor2D): Float32Array {
  const features = tf.tidy(make);
  const values = features.dataSync<"float32">().slice();
  features.dispose();
  return values;
}
