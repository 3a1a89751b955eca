/** Significant bits of the two half-precision types, and of what tolerances are made from. */
const BFLOAT16_BITS = 8;
const FLOAT16_BITS = 11;
/** A softmax in half precision rounds its exponentials, their sum and each quotient: four units at most. */
const UNITS = 4;

/** Decimals with which probabilities are printed, from the fewest that make sense to the most that show. */
const [MIN_DECIMALS, MAX_DECIMALS] = [2, 6];
/** Beyond this, dividing by the sum would change the confidences themselves. */
const MAX_TOLERANCE = 0.1;

/**
 * How far a row of probabilities may sum from 1. It follows from how precisely the values themselves were
 * stored, whatever holds them now: 4 * 2^-11 in general (half precision), 4 * 2^-8 where all are bfloat16
 * numbers, classes / 2 / 10^d where all have d decimals (at most 0.1).
 * @param values flat [n, c], each in [0, 1]
 */
export function sumTolerance(values: Float64Array, classes: number): number {
  const bits = hasBits(values, BFLOAT16_BITS) ? BFLOAT16_BITS : FLOAT16_BITS;
  const decimals = decimalsOf(values);
  const rounded =
    decimals === undefined ? 0 : Math.min(MAX_TOLERANCE, classes / 2 / 10 ** decimals);
  return Math.max(UNITS * 2 ** -bits, rounded);
}

/** Whether all values have at most a number of significant bits. */
function hasBits(values: Float64Array, bits: number): boolean {
  const single = new Float32Array(1);
  const pattern = new Uint32Array(single.buffer);
  // A float32 has 24 significant bits, of which 23 are stored.
  const rest = 2 ** (24 - bits) - 1;
  return values.every((value) => {
    single[0] = value;
    return single[0] === value && (pattern[0]! & rest) === 0;
  });
}

/** Decimals of the values, as float32 holds them or better; undefined where they have more than six. */
function decimalsOf(values: Float64Array): number | undefined {
  let decimals = MIN_DECIMALS;
  for (const value of values) {
    while (!hasDecimals(value, decimals)) {
      if (decimals === MAX_DECIMALS) return undefined;
      decimals += 1;
    }
  }
  return decimals;
}

function hasDecimals(value: number, decimals: number): boolean {
  const scaled = value * 10 ** decimals;
  return Math.abs(scaled - Math.round(scaled)) <= 2 ** -23 * scaled;
}
