import { PromptcalError } from "../errors/promptcal-error";
import { mersenneTwister, type Words } from "./mersenne-twister";

/** Largest population that `below` can choose from. */
const LARGEST = 2 ** 32 - 1;

/**
 * The stream of Python's `random` module after `random.seed(seed)` with a whole number: `random`,
 * `shuffle` and `sample` give what CPython 3.2 to 3.13 gives (Lib/random.py), call for call. For few-shot
 * draws that must equal those of published PyTorch code; everything else uses `seededRandom`.
 */
export class PythonRandom {
  private readonly words: Words;

  /** @param seed whole number; as in Python its sign is dropped */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed)) {
      throw new PromptcalError(`seed: expected a whole number, got ${seed}`);
    }
    const size = Math.abs(seed);
    const [low, high] = [size % 2 ** 32, Math.floor(size / 2 ** 32)];
    this.words = mersenneTwister(high === 0 ? [low] : [low, high]);
  }

  /** `random.random()`: 53 bits, uniform in [0, 1). */
  random(): number {
    const [high, low] = [this.words() >>> 5, this.words() >>> 6];
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /** `random.randrange(n)`: uniform in [0, n), by rejection; n from 1 to 2^32 - 1. */
  below(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > LARGEST) {
      throw new PromptcalError(
        `below: expected a whole number from 1 to ${LARGEST}, got ${n}`,
      );
    }
    // Python draws as many bits as n has, not n - 1: this decides how many draws are rejected.
    const drop = Math.clz32(n);
    let value: number;
    do value = this.words() >>> drop;
    while (value >= n);
    return value;
  }

  /** `random.shuffle` of a copy. */
  shuffled<T>(items: readonly T[]): T[] {
    const out = [...items];
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [out[i], out[j]] = [out[j]!, out[i]!];
    }
    return out;
  }

  /**
   * `random.sample(items, k)`: k different items in drawn order.
   * @throws PromptcalError unless 0 <= k <= items.length, where Python raises ValueError
   */
  sample<T>(items: readonly T[], k: number): T[] {
    const n = items.length;
    if (!Number.isInteger(k) || k < 0 || k > n) {
      throw new PromptcalError(
        `sample: expected a whole number from 0 to ${n}, got k = ${k}`,
      );
    }
    return n <= poolLimit(k) ? this.fromPool(items, k) : this.fromSet(items, k);
  }

  private fromPool<T>(items: readonly T[], k: number): T[] {
    const pool = [...items];
    return Array.from({ length: k }, (_, i) => {
      const j = this.below(pool.length - i);
      const value = pool[j]!;
      pool[j] = pool[pool.length - i - 1]!;
      return value;
    });
  }

  private fromSet<T>(items: readonly T[], k: number): T[] {
    const selected = new Set<number>();
    while (selected.size < k) selected.add(this.below(items.length));
    return [...selected].map((at) => items[at]!);
  }
}

/** Up to this size Python copies the population, since a set of k would take more memory. */
function poolLimit(k: number): number {
  return k > 5 ? 21 + 4 ** Math.ceil(Math.log(k * 3) / Math.log(4)) : 21;
}
