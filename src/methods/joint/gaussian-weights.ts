/**
 * PromptSRC's weights of the epochs' prompts: a Gaussian over the epochs 1 to n, scaled to sum 1.
 * @param mean epoch of the largest weight
 * @param sd deviation in epochs
 */
export function gaussianWeights(
  epochs: number,
  { mean, sd }: { readonly mean: number; readonly sd: number },
): readonly number[] {
  const exponents = Array.from(
    { length: epochs },
    (_, i) => -0.5 * ((i + 1 - mean) / sd) ** 2,
  );
  // Against the largest: far from a narrow mean all would be 0.
  const largest = Math.max(...exponents);
  const raw = exponents.map((exponent) => Math.exp(exponent - largest));
  const sum = raw.reduce((total, weight) => total + weight, 0);
  return raw.map((weight) => weight / sum);
}
