/** Euler's constant, the limit of H(n) - ln n. */
const EULER = 0.5772156649015329;
/** Up to here the sum itself is taken; beyond it four terms of the expansion are exact to 1e-15. */
const MAX_SUM_LENGTH = 32;
const SUMS = new Float64Array(MAX_SUM_LENGTH + 1);
for (let k = 1; k <= MAX_SUM_LENGTH; k++) SUMS[k] = SUMS[k - 1]! + 1 / k;

/** The harmonic number H(n) = 1 + 1/2 + ... + 1/n of a whole number n >= 0, to about 15 digits. */
export function harmonic(n: number): number {
  if (n <= MAX_SUM_LENGTH) return SUMS[n]!;
  const square = 1 / (n * n);
  const correction = square * (1 / 12 - square * (1 / 120 - square * (1 / 252)));
  return Math.log(n) + EULER + 1 / (2 * n) - correction;
}
