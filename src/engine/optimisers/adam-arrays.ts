/** Options of Adam; the rate is given per step. */
export interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** Decay taken off the value itself (AdamW) instead of added to the gradient (L2, Adam). */
  readonly decoupled: boolean;
}

/** PyTorch's defaults of Adam, without weight decay. */
export const ADAM: AdamOptions = {
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0,
  decoupled: false,
};

/**
 * One step of PyTorch's Adam (Kingma and Ba 2015) or AdamW (Loshchilov and Hutter 2019), in place:
 * m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; w -= rate * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps).
 * @param first,second moments of the values' length, zeros before the first step
 * @param step t, counted from 1
 */
export function adamStep(
  values: Float32Array,
  gradient: Float32Array,
  first: Float32Array,
  second: Float32Array,
  step: number,
  rate: number,
  { beta1, beta2, epsilon, weightDecay, decoupled }: AdamOptions,
): void {
  const correction1 = 1 - beta1 ** step;
  const correction2 = 1 - beta2 ** step;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const g = gradient[i]! + (decoupled ? 0 : weightDecay * value);
    first[i] = beta1 * first[i]! + (1 - beta1) * g;
    second[i] = beta2 * second[i]! + (1 - beta2) * g * g;
    const kept = decoupled ? value * (1 - rate * weightDecay) : value;
    const scale = Math.sqrt(second[i]! / correction2) + epsilon;
    values[i] = kept - (rate * (first[i]! / correction1)) / scale;
  }
}
