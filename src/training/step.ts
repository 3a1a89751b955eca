import { tf, type Scalar, type Tensor, type Tensor2D } from "../engine/tf";
import type {
  Batch,
  Parameters,
  ParameterValues,
  StepLoss,
  Term,
  Tuner,
} from "../methods/tuner";

/** One measured step: what a history line sums up. */
export interface StepResult {
  readonly loss: number;
  readonly correct: number;
  readonly parts: Readonly<Record<string, number>>;
  /** What the update uses: corrected where the method has a guide. */
  readonly gradients: Readonly<Record<string, Float32Array>>;
}

/** Loss and gradient of a batch at some values, without an update. */
export function measureStep(
  tuner: Tuner,
  values: Readonly<Record<string, ParameterValues>>,
  batch: Batch,
  terms: readonly Term[],
): StepResult {
  const names = Object.keys(values);
  let result: StepResult | undefined;
  // Not returned from the tidy, which looks for tensors in every number of what it returns.
  tf.tidy(() => {
    const tensors = names.map((name) => {
      const { data, shape } = values[name]!;
      return tf.tensor(data, [...shape]);
    });
    let parts: Record<string, number> = {};
    let correct = 0;
    const named = (inputs: readonly Tensor[]): Parameters =>
      Object.fromEntries(names.map((name, i) => [name, inputs[i]!]));
    const { value, grads } = tf.valueAndGrads((...inputs: Tensor[]) => {
      const step = regularisedLoss(tuner, named(inputs), batch, terms);
      parts = Object.fromEntries(
        Object.entries(step.parts).map(([name, part]) => [name, part.dataSync()[0]!]),
      );
      correct = countCorrect(step.logits, batch.labels);
      return step.total;
    })(tensors);
    const guide = tuner.training?.guide;
    // A tape gives one gradient, so a guide costs a second pass.
    const guides =
      guide && tf.grads((...inputs: Tensor[]) => guide.loss(named(inputs), batch))(tensors);
    const gradients = names.map((name, i) => {
      const own = grads[i]!.dataSync<"float32">();
      const second = guides?.[i]!.dataSync<"float32">();
      return [name, second === undefined ? own : guide!.correct(own, second)];
    });
    result = {
      loss: value.dataSync()[0]!,
      correct,
      parts,
      gradients: Object.fromEntries(gradients) as StepResult["gradients"],
    };
  });
  return result!;
}

/** A tuner's loss with all terms: the tuner adds those on text and logits, the step those on all else. */
function regularisedLoss(
  tuner: Tuner,
  parameters: Parameters,
  batch: Batch,
  terms: readonly Term[],
): StepLoss {
  const step = tuner.loss(parameters, batch, terms);
  const parts: Record<string, Scalar> = { ...step.parts };
  for (const term of terms) {
    if (term.kind === "images") {
      parts[term.name] = term.loss(tuner.imageFeatures(parameters, term.images));
    } else if (term.kind === "classes") {
      parts[term.name] = term.loss(step, batch);
    }
  }
  if (Object.keys(parts).length === Object.keys(step.parts).length) return step;
  return { ...step, parts, total: tf.addN(Object.values(parts)) as Scalar };
}

function countCorrect(logits: Tensor2D, labels: Int32Array): number {
  const predicted = tf.argMax(logits, 1).dataSync();
  return labels.reduce((sum, label, i) => sum + (predicted[i] === label ? 1 : 0), 0);
}
