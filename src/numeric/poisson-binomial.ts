/** Ends of the distribution below this are cut off; their sum is far below rounding. */
const NEGLIGIBLE = 1e-20;

/** Which of its ends a distribution of successes is wanted from. */
export interface PoissonBinomialEnd {
  /** How many counts, from 0 up; default: all n + 1. */
  readonly counts?: number;
  /** Failures are counted instead; default false. */
  readonly failures?: boolean;
}

/**
 * Distribution of the number of successes of independent trials with unlike probabilities, by adding
 * one trial after the other.
 * @param probabilities shape [n], each in [0, 1]
 * @returns the probabilities of 0, 1, ..., counts - 1 successes, shape [counts]
 */
export function poissonBinomial(
  probabilities: Float64Array,
  { counts = probabilities.length + 1, failures = false }: PoissonBinomialEnd = {},
): Float64Array {
  const mass = new Float64Array(counts);
  if (counts === 0) return mass;
  mass[0] = 1;
  let [first, last] = [0, 0];
  for (let i = 0; i < probabilities.length; i++) {
    const p = failures ? 1 - probabilities[i]! : probabilities[i]!;
    if (last < counts - 1) last += 1;
    for (let k = last; k > first; k--) mass[k] = mass[k]! * (1 - p) + mass[k - 1]! * p;
    mass[first]! *= 1 - p;
    while (mass[first]! < NEGLIGIBLE && first < last) mass[first++] = 0;
    while (mass[last]! < NEGLIGIBLE && last > first) mass[last--] = 0;
  }
  return mass;
}

/**
 * E|K - E K| of the number K of successes of independent trials with these probabilities, shape [n]. It is twice
 * E max(E K - K, 0), since K is as far above its mean as below; so only counts below the mean matter, of successes or
 * of failures, whichever are fewer.
 */
export function meanDeviation(probabilities: Float64Array): number {
  let expected = 0;
  for (let i = 0; i < probabilities.length; i++) expected += probabilities[i]!;
  const failures = 2 * expected > probabilities.length;
  if (failures) expected = probabilities.length - expected;
  const mass = poissonBinomial(probabilities, { counts: Math.ceil(expected), failures });
  let below = 0;
  for (let k = 0; k < mass.length; k++) below += mass[k]! * (expected - k);
  return 2 * below;
}
