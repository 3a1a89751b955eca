/**
 * ProGrad's projection (Zhu et al. 2023, equation 3): where a gradient goes against a guide (their
 * product is negative), its component along the guide is taken out; else it stays.
 * @param strength 1 takes the whole component out
 * @returns a new array
 */
export function projectGradient(
  gradient: Float32Array,
  guide: Float32Array,
  strength: number,
): Float32Array {
  let product = 0;
  let square = 0;
  for (let i = 0; i < gradient.length; i++) {
    product += gradient[i]! * guide[i]!;
    square += guide[i]! * guide[i]!;
  }
  if (product >= 0) return gradient.slice();
  return gradient.map((value, i) => value - (strength * product * guide[i]!) / square);
}
