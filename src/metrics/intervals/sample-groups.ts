import { type Random, randomInteger } from "../../random/random";

/** Samples dealt to groups that are left out in turn. */
export interface SampleGroups {
  /** The group of each sample, shape [n]. */
  readonly of: Int32Array;
  readonly count: number;
}

/** No group is left out: of a metric only its value is computed. */
export const NO_GROUPS: SampleGroups = { of: new Int32Array(0), count: 0 };

/** Groups of the jackknife: more give a steadier interval and cost more. */
const GROUPS = 100;

/** Samples dealt at random to 100 groups; up to 100 samples are a group each, a single one is in none. */
export function sampleGroups(n: number, random: Random): SampleGroups {
  if (n < 2) return NO_GROUPS;
  if (n <= GROUPS) return { of: Int32Array.from({ length: n }, (_, i) => i), count: n };
  const of = new Int32Array(n);
  for (let i = 0; i < n; i++) of[i] = randomInteger(GROUPS, random);
  return { of, count: GROUPS };
}
