import { tf, type Tensor, type Variable } from "../tf";

/** AdamW (Loshchilov and Hutter 2019) with decoupled weight decay and a limit on the gradient's norm. */
export interface AdamWOptions {
  /** Default 0.9. */
  readonly beta1?: number;
  /** Default 0.98, as CLIP's transformers use. */
  readonly beta2?: number;
  /** Default 1e-6. */
  readonly epsilon?: number;
  /** Applied to matrices only, default 0.05. */
  readonly weightDecay?: number;
  /** Largest norm of all gradients together, default 1. */
  readonly clipNorm?: number;
}

/** First and second moments by parameter name, and the number of updates made. */
export interface AdamWState {
  readonly first: Record<string, Variable>;
  readonly second: Record<string, Variable>;
  updates: number;
}

/** Zero moments for the given parameters. */
export function adamWState(parameters: Readonly<Record<string, Variable>>): AdamWState {
  const zeros = (): Record<string, Variable> =>
    Object.fromEntries(
      Object.entries(parameters).map(([name, p]) => [
        name,
        tf.tidy(() => tf.variable(tf.zerosLike(p), false)),
      ]),
    );
  return { first: zeros(), second: zeros(), updates: 0 };
}

/**
 * One update in place.
 * @param gradients by parameter name; parameters without one are left alone
 * @param rate learning rate of this step
 */
export function adamWStep(
  parameters: Readonly<Record<string, Variable>>,
  gradients: Readonly<Record<string, Tensor>>,
  state: AdamWState,
  rate: number,
  options: AdamWOptions = {},
): void {
  const {
    beta1 = 0.9,
    beta2 = 0.98,
    epsilon = 1e-6,
    weightDecay = 0.05,
    clipNorm = 1,
  } = options;
  state.updates += 1;
  const correction1 = 1 - beta1 ** state.updates;
  const correction2 = 1 - beta2 ** state.updates;
  tf.tidy(() => {
    const squares = Object.values(gradients).map((g) => tf.sum(tf.square(g)));
    const norm = tf.sqrt(tf.addN(squares));
    const shrink = tf.minimum(1, tf.div(clipNorm, tf.add(norm, 1e-12)));
    for (const [name, raw] of Object.entries(gradients)) {
      const parameter = parameters[name]!;
      const first = state.first[name]!;
      const second = state.second[name]!;
      const gradient = tf.mul(raw, shrink);
      first.assign(tf.add(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1)));
      second.assign(tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
      const scale = tf.add(tf.sqrt(tf.mul(second, 1 / correction2)), epsilon);
      const step = tf.div(tf.mul(first, rate / correction1), scale);
      const kept =
        parameter.rank > 1 ? tf.mul(parameter, 1 - rate * weightDecay) : parameter;
      parameter.assign(tf.sub(kept, step));
    }
  });
}
