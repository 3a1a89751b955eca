import type { Verdict } from "../../../analysis/inequality";
import { holmAdjusted } from "../../../numeric/holm";
import type { JudgedClaim, JudgedStatement } from "./judged-claim";

/**
 * The p-value of a claim's verdict, from the two-sided p-values of its inequalities. A claim that holds
 * needs them all, so that its p-value is the largest (an intersection-union test, Berger 1982). One that
 * fails needs a single inequality to fail, so that its p-value is the smallest of those that do, times the
 * number of inequalities (Bonferroni). Any other one has the largest.
 *
 * An inequality that no resample moves is no test: nothing in it is left to chance.
 * @returns undefined where no inequality is a test
 */
export function claimPValue(
  verdict: Verdict,
  statements: readonly Pick<JudgedStatement, "verdict" | "datasetMean">[],
): number | undefined {
  const tests = statements.filter(({ datasetMean: { low, high } }) => low < high);
  if (tests.length === 0) return undefined;
  const pValues = (of: typeof tests): number[] =>
    of.map(({ datasetMean }) => datasetMean.pValue);
  if (verdict !== "fails") return Math.max(...pValues(tests));
  const failing = tests.filter((statement) => statement.verdict === "fails");
  return failing.length === 0
    ? undefined
    : Math.min(1, tests.length * Math.min(...pValues(failing)));
}

/** The claims with their p-values corrected for each other (Holm). */
export function withHolm(claims: readonly JudgedClaim[]): readonly JudgedClaim[] {
  const tested = claims.filter(({ pValue }) => pValue !== undefined);
  const adjusted = holmAdjusted(tested.map(({ pValue }) => pValue!));
  return claims.map((claim) => {
    const at = tested.indexOf(claim);
    return at < 0 ? claim : { ...claim, adjustedPValue: adjusted[at]! };
  });
}

/** Whether a verdict is decided and stays so after Holm's correction, at the level of its intervals. */
export function survivesHolm({
  verdict,
  adjustedPValue,
  statements,
}: Pick<JudgedClaim, "verdict" | "adjustedPValue" | "statements">): boolean {
  // The p-values are those of the bound, which a negligible effect does not exclude.
  if (verdict !== "holds" && verdict !== "fails") return false;
  if (adjustedPValue === undefined) return false;
  return adjustedPValue <= 1 - statements[0]!.datasetMean.level;
}

/** How many claims are tests, and how many of them chance alone would decide. */
export interface TestFamily {
  readonly tests: number;
  /** Level of the intervals. */
  readonly level: number;
  /** Verdicts to expect by chance if every effect lay exactly on its bound: tests * (1 - level). */
  readonly byChance: number;
  /** Verdicts that are decided after Holm's correction. */
  readonly surviving: number;
}

/** Counts what the number of claims does to the verdicts; undefined where no claim is a test. */
export function testFamily(claims: readonly JudgedClaim[]): TestFamily | undefined {
  const tested = claims.filter(({ pValue }) => pValue !== undefined);
  if (tested.length === 0) return undefined;
  const { level } = tested[0]!.statements[0]!.datasetMean;
  return {
    tests: tested.length,
    level,
    byChance: tested.length * (1 - level),
    surviving: tested.filter(survivesHolm).length,
  };
}
