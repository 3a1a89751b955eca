import type { RunSpec } from "../../../src/experiments/spec/spec";

/**
 * Runs of a plan in an order in which each kind comes round again and again: first one run of each, then the
 * second of each, and so on. Whenever this is stopped, every kind has had its share.
 * @param kindOf what runs are counted by, for instance the method
 */
export function spread(
  specs: readonly RunSpec[],
  kindOf: (spec: RunSpec) => string,
): readonly RunSpec[] {
  const seen = new Map<string, number>();
  const rounds = specs.map((spec) => {
    const round = seen.get(kindOf(spec)) ?? 0;
    seen.set(kindOf(spec), round + 1);
    return { spec, round };
  });
  // Sorting keeps the plan's order within a round.
  return rounds.sort((a, b) => a.round - b.round).map(({ spec }) => spec);
}
