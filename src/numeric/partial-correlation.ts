import { leastSquares } from "./least-squares";

/**
 * Partial correlation of x and y given z: Pearson's correlation of what is left of x and of y when the line of least
 * squares on z is taken off, (r_xy - r_xz r_yz) / sqrt((1 - r_xz^2) (1 - r_yz^2)).
 * @param x,y,z shape [n], n at least 3
 * @returns in [-1, 1]; 0 where z explains all of x or of y
 * @example
 * // x and y rise with z and move against each other beside it.
 * partialCorrelation([1, 1, 3, 3], [0, 2, 2, 4], [0, 1, 2, 3]); // => -1
 */
export function partialCorrelation(
  x: readonly number[],
  y: readonly number[],
  z: readonly number[],
): number {
  const [xy, xz, yz] = [
    leastSquares(x, y).correlation,
    leastSquares(z, x).correlation,
    leastSquares(z, y).correlation,
  ];
  const left = (1 - xz * xz) * (1 - yz * yz);
  return left < 1e-12 ? 0 : (xy - xz * yz) / Math.sqrt(left);
}
