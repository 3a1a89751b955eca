/** By default ends of the distribution below this are cut off; their sum is far below rounding. */
const NEGLIGIBLE = 1e-20;

/**
 * Distribution of the number of successes of independent trials with unlike probabilities, by adding
 * one trial after the other: about n^1.5 steps.
 * @param probabilities shape [n], each in [0, 1]
 * @param negligible ends of the distribution below this are cut off
 * @returns the probabilities of 0, 1, ..., n successes, shape [n + 1]
 */
export function poissonBinomial(
  probabilities: Float64Array,
  negligible = NEGLIGIBLE,
): Float64Array {
  const mass = new Float64Array(probabilities.length + 1);
  mass[0] = 1;
  let [first, last] = [0, 0];
  for (const p of probabilities) {
    last += 1;
    for (let k = last; k > first; k--) mass[k] = mass[k]! * (1 - p) + mass[k - 1]! * p;
    mass[first]! *= 1 - p;
    while (mass[first]! < negligible && first < last) mass[first++] = 0;
    while (mass[last]! < negligible && last > first) mass[last--] = 0;
  }
  return mass;
}

/** E|K - E K| of the number K of successes of independent trials with these probabilities, shape [n]. */
export function meanDeviation(
  probabilities: Float64Array,
  negligible = NEGLIGIBLE,
): number {
  let expected = 0;
  for (const p of probabilities) expected += p;
  const mass = poissonBinomial(probabilities, negligible);
  let sum = 0;
  for (let k = 0; k < mass.length; k++) sum += mass[k]! * Math.abs(k - expected);
  return sum;
}
