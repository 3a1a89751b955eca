import { printScale, SMALLEST_EFFECT } from "../../analysis/inequality";
import { tuningSets } from "../../analysis/runs/evaluated-run";
import type { JudgedClaim, JudgedStatement } from "./judging/judged-claim";
import { signed } from "../tables/markdown-table";
import { cellsName } from "./claims-legend";
import { powerText } from "./judging/datasets-to-decide";

/**
 * Why a claim does not hold on these runs, judged by its numbers: too little data, an effect smaller than the
 * paper's, a negligible one, or one of opposite sign. For an undecided one the number
 * of data sets that would decide it and the claim's own explanation (`otherwise`) follow.
 * @returns a paragraph; empty for a claim that holds or was not judged
 */
export function claimAnalysis({
  claim,
  verdict,
  statements,
  tunedOn,
  models,
}: JudgedClaim): string {
  if (verdict === undefined || verdict === "holds") return "";
  const open = statements.filter((statement) => statement.verdict !== "holds");
  const which = (statement: JudgedStatement): string =>
    statements.length === 1 ? "" : `Inequality ${statements.indexOf(statement) + 1}: `;
  const sentences =
    tuningSets({ tunedOn }).length < 2
      ? ["One data set does not generalise to others."]
      : open.map(
          (statement) => `${which(statement)}${reason(statement, cellsName({ models }))}`,
        );
  const power = powerText({ verdict, statements, tunedOn });
  return [
    ...sentences,
    ...(power === "" ? [] : [power]),
    ...(claim.otherwise === undefined ? [] : [claim.otherwise]),
  ].join(" ");
}

function reason(
  { inequality, verdict, datasetMean, cells, published }: JudgedStatement,
  named: string,
): string {
  const scale = printScale(inequality);
  const digits = scale === 1 ? 3 : 1;
  const bound = inequality.bound * scale;
  const [effect, low, high] = [datasetMean.effect, datasetMean.low, datasetMean.high].map(
    (value) => scale * value - bound,
  ) as [number, number, number];
  const share = `${cells.satisfied} of ${cells.total} ${named} satisfy it`;
  if (verdict === "fails") {
    return `The interval lies entirely on the other side of the bound (${share}). The opposite holds here, and chance is an unlikely explanation.`;
  }
  if (verdict === "negligible") {
    const margin = SMALLEST_EFFECT * scale;
    const paper =
      published === undefined ? "" : ` The paper's is ${signed(published.points, digits)}.`;
    return `The interval includes zero and lies within ${margin} point of it (${share}): whatever its sign, the effect is too small to matter here.${paper}`;
  }
  const side =
    effect > 0
      ? `The effect is on the claim's side of the bound, but its interval includes the other side (${share})`
      : `The effect is on the other side of the bound, but its interval includes the claimed direction (${share})`;
  if (published === undefined) return `${side}.`;
  // Relative to the bound, like the interval.
  const paper = published.points - bound;
  const size = `The paper's effect, ${signed(published.points, digits)},`;
  if (paper < (high - low) / 2) {
    return `${side}. ${size} is smaller than half the width of the interval, so these runs could not distinguish it from ${bound === 0 ? "zero" : "the bound"}.`;
  }
  return paper > high
    ? `${side}. ${size} lies above the interval, so the effect here is smaller.`
    : `${side}. ${size} does not lie above the interval, so these runs do not contradict the claim.`;
}
