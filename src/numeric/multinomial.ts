import { logGamma } from "./log-gamma";
import type { Random } from "../random/random";

/**
 * One resample with replacement of n units in cells, as counts per cell: exactly what n single draws
 * would give, at a cost that depends on the number of cells alone (a binomial draw per cell).
 * @param counts units per cell, whole numbers that add up to n
 * @param out receives the drawn counts, which add up to n too
 */
export function resampleCounts(
  counts: ArrayLike<number>,
  random: Random,
  out: Float64Array,
): void {
  let units = 0;
  for (let cell = 0; cell < counts.length; cell++) units += counts[cell]!;
  let left = units;
  for (let cell = 0; cell < counts.length; cell++) {
    out[cell] = left === 0 ? 0 : binomial(left, Math.min(1, counts[cell]! / units), random);
    left -= out[cell]!;
    units -= counts[cell]!;
  }
}

/** Successes in n trials of probability p; exact for any n (up to rounding of the logarithms). */
export function binomial(n: number, p: number, random: Random): number {
  if (p <= 0 || n === 0) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - binomial(n, 1 - p, random);
  return n * p < 10 ? byInversion(n, p, random) : byRejection(n, p, random);
}

/** Walks along the cumulative probabilities (BINV; Kachitvichyanukul and Schmeiser 1988). */
function byInversion(n: number, p: number, random: Random): number {
  const odds = p / (1 - p);
  let mass = Math.exp(n * Math.log1p(-p));
  let left = random();
  for (let k = 0; k < n; k++) {
    left -= mass;
    if (left < 0) return k;
    mass *= (odds * (n - k)) / (k + 1);
    // Beyond this only rounding is left of the uniform number.
    if (mass < 1e-300) return k;
  }
  return n;
}

/** Transformed rejection (BTRS; Hörmann 1993), for n p of at least 10 and p up to 1/2. */
function byRejection(n: number, p: number, random: Random): number {
  const spread = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const centre = n * p + 0.5;
  const mode = Math.floor((n + 1) * p);
  for (;;) {
    const u = random() - 0.5;
    const v = random();
    const edge = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / edge + b) * u + centre);
    if (edge >= 0.07 && v <= 0.92 - 4.2 / b) return k;
    if (!(k >= 0 && k <= n)) continue;
    const height = (v * (2.83 + 5.1 / b) * spread) / (a / (edge * edge) + b);
    const density =
      logGamma(mode + 1) +
      logGamma(n - mode + 1) -
      logGamma(k + 1) -
      logGamma(n - k + 1) +
      (k - mode) * Math.log(p / (1 - p));
    if (Math.log(height) <= density) return k;
  }
}
