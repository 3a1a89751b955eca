import { requiredUnits } from "../../../numeric/required-units";
import { tuningSets } from "../../../analysis/runs/evaluated-run";
import type { JudgedClaim, JudgedStatement } from "./judged-claim";

/** Chance of a decision that `datasetsToDecide` plans for. */
export const POWER = 0.8;

/**
 * Number of data sets that would decide an undecided claim with 80 % power, if the effect and the variance between data
 * sets (with their seeds and images) are those of the bootstrap. A claim with inequalities on the other side of their
 * bounds fails with the first of them. Otherwise it holds when all do, so the largest number counts. This assumes that
 * the estimated effect is the true one, and is as uncertain as the estimate.
 * @returns undefined for a claim that is decided, not judged, or judged on one data set; Infinity for an effect on its
 *   bound
 */
export function datasetsToDecide({
  verdict,
  statements,
  tunedOn,
}: Pick<JudgedClaim, "verdict" | "statements" | "tunedOn">): number | undefined {
  const here = tuningSets({ tunedOn }).length;
  if (verdict !== "undecided" || here < 2) return undefined;
  const open = statements.filter((statement) => statement.verdict === "undecided");
  const against = open.filter((statement) => distance(statement) < 0);
  const needed = (some: readonly JudgedStatement[]): number[] =>
    some.map((statement) => {
      const { standardError, level } = statement.datasetMean;
      const options = { level, power: POWER };
      return requiredUnits(here, distance(statement), standardError, options);
    });
  const count =
    against.length > 0 ? Math.min(...needed(against)) : Math.max(...needed(open));
  // The interval here is no normal one: it can be undecided where the formula would decide.
  return Math.max(count, here + 1);
}

/** `About 57 data sets like these 12 would decide it with 80 % power.`; empty where there is no such number. */
export function powerText(claim: Parameters<typeof datasetsToDecide>[0]): string {
  const needed = datasetsToDecide(claim);
  if (needed === undefined) return "";
  const here = tuningSets(claim).length;
  const power = `${100 * POWER} % power`;
  return needed > MAX_NAMED
    ? `More than ${MAX_NAMED} data sets like these ${here} would be needed to decide it with ${power}.`
    : `About ${needed} data sets like these ${here} would decide it with ${power}.`;
}

/** A larger number says only that the effect is about on its bound. */
const MAX_NAMED = 1000;

function distance({ inequality, datasetMean }: JudgedStatement): number {
  return datasetMean.effect - inequality.bound;
}
