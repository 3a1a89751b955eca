/** A source of uniform numbers in [0, 1). Passed in wherever randomness is used, never ambient. */
export type Random = () => number;

/** A `Random` whose state can be stored and set again, so that a resumed run continues the stream. */
export interface SeededRandom extends Random {
  /** Four unsigned 32-bit words. */
  state(): [number, number, number, number];
}

/** xoshiro128** (Blackman and Vigna 2018) from the words that `state()` returned; it needs nothing of Node. */
export function randomFromState(words: readonly number[]): SeededRandom {
  let [a, b, c, d] = [words[0]! >>> 0, words[1]! >>> 0, words[2]! >>> 0, words[3]! >>> 0];
  const next = (): number => {
    const scrambled = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return scrambled / 4294967296;
  };
  return Object.assign(next, {
    state: (): [number, number, number, number] => [a >>> 0, b >>> 0, c >>> 0, d >>> 0],
  });
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
