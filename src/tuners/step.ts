import { sgdStep, type SgdOptions } from "../engine/sgd";
import { tf, type Tensor, type Tensor2D } from "../engine/tf";
import type { TrainState } from "./train-state";
import type { Batch, Parameters, TextTerm, Tuner } from "./tuner";

/** One measured step: what a history line sums up. */
export interface StepResult {
  readonly loss: number;
  readonly correct: number;
  readonly parts: Readonly<Record<string, number>>;
  readonly gradients: Readonly<Record<string, Float32Array>>;
}

/** Loss and gradient of a batch at some values, without an update. */
export function measureStep(
  tuner: Tuner,
  values: TrainState["parameters"],
  batch: Batch,
  terms: readonly TextTerm[],
): StepResult {
  const names = Object.keys(values);
  return tf.tidy(() => {
    const tensors = names.map((name) => {
      const { data, shape } = values[name]!;
      return tf.tensor(data, [...shape]);
    });
    let parts: Record<string, number> = {};
    let correct = 0;
    const { value, grads } = tf.valueAndGrads((...inputs: Tensor[]) => {
      const parameters: Parameters = Object.fromEntries(
        names.map((name, i) => [name, inputs[i]!]),
      );
      const step = tuner.loss(parameters, batch, terms);
      parts = Object.fromEntries(
        Object.entries(step.parts).map(([name, part]) => [name, part.dataSync()[0]!]),
      );
      correct = countCorrect(step.logits, batch.labels);
      return step.total;
    })(tensors);
    return {
      loss: value.dataSync()[0]!,
      correct,
      parts,
      gradients: Object.fromEntries(
        names.map((name, i) => [name, grads[i]!.dataSync<"float32">()]),
      ),
    };
  });
}

/** Applies a step's gradients, in place. */
export function update(
  state: Pick<TrainState, "parameters" | "velocity">,
  gradients: StepResult["gradients"],
  rate: number,
  options: SgdOptions,
): void {
  for (const [name, { data }] of Object.entries(state.parameters)) {
    sgdStep(data, gradients[name]!, state.velocity[name]!, rate, options);
  }
}

function countCorrect(logits: Tensor2D, labels: Int32Array): number {
  const predicted = tf.argMax(logits, 1).dataSync();
  return labels.reduce((sum, label, i) => sum + (predicted[i] === label ? 1 : 0), 0);
}
