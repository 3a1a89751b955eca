/** Half-precision (IEEE 754 binary16) and bfloat16 bit patterns to and from float32. */

const bits = new Uint32Array(1);
const value = new Float32Array(bits.buffer);

/** Nearest binary16 of each number, ties to even; overflow becomes infinity. */
export function toFloat16(source: Float32Array): Uint16Array {
  return Uint16Array.from(source, halfBits);
}

/** Exact float32 value of each binary16 pattern. */
export function fromFloat16(source: Uint16Array): Float32Array {
  const out = new Float32Array(source.length);
  for (let i = 0; i < source.length; i++) out[i] = halfTable()[source[i]!]!;
  return out;
}

/** Exact float32 value of each bfloat16 pattern: the upper half of a float32. */
export function fromBfloat16(source: Uint16Array): Float32Array {
  const wide = new Uint32Array(source.length);
  for (let i = 0; i < source.length; i++) wide[i] = source[i]! << 16;
  return new Float32Array(wide.buffer);
}

let table: Float32Array | undefined;

function halfTable(): Float32Array {
  table ??= Float32Array.from({ length: 65536 }, (_, pattern) => halfValue(pattern));
  return table;
}

function halfValue(pattern: number): number {
  const sign = pattern & 0x8000 ? -1 : 1;
  const exponent = (pattern >> 10) & 31;
  const fraction = pattern & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function halfBits(number: number): number {
  value[0] = number;
  const word = bits[0]!;
  const sign = (word >>> 16) & 0x8000;
  const magnitude = Math.abs(value[0]);
  if (Number.isNaN(magnitude)) return sign | 0x7e00;
  if (magnitude >= 65520) return sign | 0x7c00;
  if (magnitude < 2 ** -14) return sign | roundHalfEven(magnitude * 2 ** 24);
  const exponent = ((word >>> 23) & 255) - 127;
  const steps = roundHalfEven((magnitude / 2 ** exponent - 1) * 1024);
  return sign | (((exponent + 15) << 10) + steps);
}

function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}
