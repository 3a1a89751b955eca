import { PromptcalError } from "../errors/promptcal-error";

/**
 * Distribution function of the standard normal. Absolute error below 1e-14: the series
 * phi(x) * (x + x^3/3 + x^5/15 + ...) near 0, the continued fraction of Mills' ratio in the tails.
 */
export function normalCdf(x: number): number {
  if (x < 0) return 1 - normalCdf(-x);
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  if (x < 4) {
    let [term, sum] = [x, x];
    for (let k = 3; term > 1e-17 * sum; k += 2) sum += term *= (x * x) / k;
    return 0.5 + density * sum;
  }
  let fraction = x;
  for (let k = 60; k >= 1; k--) fraction = x + k / fraction;
  return 1 - density / fraction;
}

/**
 * Quantile of the standard normal, by bisection of `normalCdf`; absolute error below 1e-12 for
 * shares from 1e-6 to 1 - 1e-6.
 * @param share in (0, 1)
 */
export function normalQuantile(share: number): number {
  if (!(share > 0 && share < 1)) {
    throw new PromptcalError(`normal quantile: expected a share in (0, 1), got ${share}`);
  }
  let [low, high] = [-9, 9];
  while (high - low > 1e-13) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
