import { createHash } from "node:crypto";
import { type Random, randomFromState, type SeededRandom } from "./xoshiro";

export { type Random, randomFromState, type SeededRandom };

/**
 * xoshiro128** (Blackman and Vigna 2018), 32 bits a draw, seeded by SHA-256 of the seed's text, so
 * that `seededRandom("shots", 1)` and `seededRandom("shots", 2)` are unrelated streams.
 * @param parts what names the stream: purpose first, then seeds
 * @example
 * const random = seededRandom("example", 1);
 * const again = seededRandom("example", 1);
 * random() === again(); // => true
 */
export function seededRandom(...parts: readonly (string | number)[]): SeededRandom {
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest();
  return randomFromState([0, 4, 8, 12].map((at) => digest.readUInt32LE(at)));
}

/** Uniform integer in [0, n). */
export function randomInteger(n: number, random: Random): number {
  return Math.floor(random() * n);
}

/** `n` draws of the normal distribution (Box-Muller), mean 0 and standard deviation `sd`. */
export function randomNormal(n: number, sd: number, random: Random): Float32Array {
  const out = new Float32Array(n);
  for (let i = 0; i < n; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random())) * sd;
    const angle = 2 * Math.PI * random();
    out[i] = radius * Math.cos(angle);
    if (i + 1 < n) out[i + 1] = radius * Math.sin(angle);
  }
  return out;
}

/** A shuffled copy (Fisher-Yates). */
export function shuffled<T>(items: ArrayLike<T>, random: Random): T[] {
  const out = Array.from(items);
  for (let i = out.length - 1; i > 0; i--) {
    const j = randomInteger(i + 1, random);
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}

/** `k` different integers of [0, n), uniform, in random order; all of them when k >= n. */
export function sampleWithoutReplacement(n: number, k: number, random: Random): Int32Array {
  const pool = new Int32Array(n);
  for (let i = 0; i < n; i++) pool[i] = i;
  const count = Math.min(k, n);
  for (let i = 0; i < count; i++) {
    const j = i + randomInteger(n - i, random);
    [pool[i], pool[j]] = [pool[j]!, pool[i]!];
  }
  return pool.slice(0, count);
}
