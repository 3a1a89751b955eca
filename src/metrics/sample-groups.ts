import { type Random, randomInteger } from "../random/random";
import type { SampleGroups } from "./bin-means";

/** Groups of the jackknife: more give a steadier interval and cost more. */
const GROUPS = 100;

/** Samples dealt at random to 100 groups; up to 100 samples are a group each, a single one is in none. */
export function sampleGroups(n: number, random: Random): SampleGroups {
  if (n <= GROUPS)
    return { of: Int32Array.from({ length: n }, (_, i) => i), count: n < 2 ? 0 : n };
  const of = new Int32Array(n);
  for (let i = 0; i < n; i++) of[i] = randomInteger(GROUPS, random);
  return { of, count: GROUPS };
}
