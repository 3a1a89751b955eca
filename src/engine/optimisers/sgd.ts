/** Options of stochastic gradient descent; the rate is given per step. */
export interface SgdOptions {
  /** 0 for plain descent. */
  readonly momentum: number;
  /** L2 penalty added to the gradient: weightDecay * value. */
  readonly weightDecay: number;
}

/**
 * One step of PyTorch's SGD (dampening 0, no Nesterov), in place:
 * g += weightDecay * w; v = momentum * v + g (the first step: v = g); w -= rate * v.
 * @param values parameter values
 * @param velocity momentum buffer of the same length, zeros before the first step
 */
export function sgdStep(
  values: Float32Array,
  gradient: Float32Array,
  velocity: Float32Array,
  rate: number,
  { momentum, weightDecay }: SgdOptions,
): void {
  for (let i = 0; i < values.length; i++) {
    velocity[i] = momentum * velocity[i]! + gradient[i]! + weightDecay * values[i]!;
    values[i]! -= rate * velocity[i]!;
  }
}
