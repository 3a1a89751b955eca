import { minimise } from "../numeric/lbfgs";

/**
 * Coefficients with the least mean logistic loss, the intercept last.
 * @param columns inputs, one array of shape [n] each
 * @param targets in [0, 1], shape [n]
 * @param ridge weight of the mean square of the coefficients, intercept included
 */
export function fitLogistic(
  columns: readonly Float64Array[],
  targets: Float64Array,
  ridge: number,
): readonly number[] {
  const n = targets.length;
  const width = columns.length;
  const fitted = minimise(
    (x, gradient) => {
      let loss = 0;
      gradient.fill(0);
      for (let i = 0; i < n; i++) {
        let z = x[width]!;
        for (let k = 0; k < width; k++) z += x[k]! * columns[k]![i]!;
        // log(1 + exp(z)) - target * z, without overflow
        loss += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - targets[i]! * z;
        const error = sigmoid(z) - targets[i]!;
        for (let k = 0; k < width; k++) gradient[k]! += (error * columns[k]![i]!) / n;
        gradient[width]! += error / n;
      }
      loss /= n;
      for (let k = 0; k <= width; k++) {
        loss += (ridge * x[k]! * x[k]!) / (width + 1);
        gradient[k]! += (2 * ridge * x[k]!) / (width + 1);
      }
      return loss;
    },
    new Float64Array(width + 1),
  );
  return [...fitted];
}

/** 1 / (1 + exp(-z)), without overflow. */
export function sigmoid(z: number): number {
  return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
}
