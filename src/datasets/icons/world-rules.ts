/** What the rules know of a candidate data set. Nothing of it depends on tuning or calibration. */
export interface CandidateFacts {
  /** Classes with enough drawings (`isLargeEnough`). */
  readonly classes: number;
  /** Test images of base and of new classes. */
  readonly testBase: number;
  readonly testNew: number;
  /** Zero-shot accuracy on the calibration families' icons of the same classes, in [0, 1]. */
  readonly zeroShot: number;
}

/** The least that a data set of the icons needs. */
export const WORLD_RULES: CandidateFacts = {
  classes: 16,
  testBase: 300,
  testNew: 300,
  zeroShot: 0.25,
};

/** The rules by the names of what they ask for. */
export type WorldRule = keyof CandidateFacts;

/** The rules that a candidate does not meet, in the order of `WORLD_RULES`; none: it is a data set. */
export function failedRules(facts: CandidateFacts): readonly WorldRule[] {
  return (Object.keys(WORLD_RULES) as WorldRule[]).filter(
    (rule) => facts[rule] < WORLD_RULES[rule],
  );
}

export interface Rejected {
  readonly name: string;
  readonly facts: CandidateFacts;
  readonly failed: readonly WorldRule[];
}

/**
 * Applies the rules until all that are left meet them. Candidates share drawings, so that a set which is out
 * makes others larger: as long as one fails, the one with the fewest test images (of base or new classes,
 * whichever are fewer) is taken out.
 * @param factsOf the facts of each of some candidates when just these are data sets
 */
export function admit(
  candidates: readonly string[],
  factsOf: (names: readonly string[]) => ReadonlyMap<string, CandidateFacts>,
): { admitted: ReadonlyMap<string, CandidateFacts>; rejected: readonly Rejected[] } {
  const rejected: Rejected[] = [];
  let names = candidates;
  for (;;) {
    const facts = factsOf(names);
    const failing = names
      .map((name) => ({
        name,
        facts: facts.get(name)!,
        failed: failedRules(facts.get(name)!),
      }))
      .filter(({ failed }) => failed.length > 0);
    if (failing.length === 0) return { admitted: facts, rejected };
    const smallest = failing.reduce((least, other) =>
      testImages(other.facts) < testImages(least.facts) ? other : least,
    );
    rejected.push(smallest);
    names = names.filter((name) => name !== smallest.name);
  }
}

function testImages({ testBase, testNew }: CandidateFacts): number {
  return Math.min(testBase, testNew);
}
