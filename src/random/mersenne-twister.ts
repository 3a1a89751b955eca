/** Words of state, and the distance of the twist. */
const N = 624;
const M = 397;

/** A source of unsigned 32-bit words. */
export type Words = () => number;

/**
 * MT19937 (Matsumoto and Nishimura 1998) seeded by `init_by_array`, as CPython's `random` seeds it.
 * For streams that must equal another program's; our own randomness is `seededRandom`.
 * @param key at least one unsigned 32-bit word
 * @returns a function that gives the next word at each call
 */
export function mersenneTwister(key: readonly number[]): Words {
  const state = initialState(key);
  let at = N;
  return () => {
    if (at === N) {
      twist(state);
      at = 0;
    }
    let word = state[at++]!;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  };
}

/** `init_genrand` of one word. */
function linearState(seed: number): Uint32Array {
  const state = new Uint32Array(N);
  state[0] = seed;
  for (let i = 1; i < N; i++) {
    const before = state[i - 1]!;
    state[i] = Math.imul(1812433253, before ^ (before >>> 30)) + i;
  }
  return state;
}

function initialState(key: readonly number[]): Uint32Array {
  const state = linearState(19650218);
  let [i, j] = [1, 0];
  const mixed = (factor: number): number => {
    const before = state[i - 1]!;
    return state[i]! ^ Math.imul(before ^ (before >>> 30), factor);
  };
  const advance = (): void => {
    i += 1;
    if (i < N) return;
    state[0] = state[N - 1]!;
    i = 1;
  };
  for (let left = Math.max(N, key.length); left > 0; left--) {
    state[i] = mixed(1664525) + key[j]! + j;
    advance();
    j = (j + 1) % key.length;
  }
  for (let left = N - 1; left > 0; left--) {
    state[i] = mixed(1566083941) - i;
    advance();
  }
  state[0] = 0x80000000;
  return state;
}

function twist(state: Uint32Array): void {
  for (let i = 0; i < N; i++) {
    const joined = (state[i]! & 0x80000000) | (state[(i + 1) % N]! & 0x7fffffff);
    const odd = joined & 1 ? 0x9908b0df : 0;
    state[i] = state[(i + M) % N]! ^ (joined >>> 1) ^ odd;
  }
}
