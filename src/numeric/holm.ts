/**
 * Holm's correction of several p-values (Holm 1979): the k-th smallest of n is multiplied by n - k + 1,
 * and none is smaller than the one before it. Rejecting what ends at most at alpha keeps the chance of
 * any false rejection at alpha, however the tests depend on each other.
 * @returns the adjusted p-values, at most 1, in the order given
 */
export function holmAdjusted(pValues: readonly number[]): readonly number[] {
  const n = pValues.length;
  const order = pValues.map((_, i) => i).sort((a, b) => pValues[a]! - pValues[b]!);
  const adjusted = new Array<number>(n);
  let largest = 0;
  order.forEach((i, rank) => {
    largest = Math.max(largest, Math.min(1, (n - rank) * pValues[i]!));
    adjusted[i] = largest;
  });
  return adjusted;
}
