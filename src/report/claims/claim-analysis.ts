import { printScale } from "../../analysis/inequality";
import type { JudgedClaim, JudgedStatement } from "./judged-claim";
import { signed } from "../tables/markdown-table";

/**
 * Why a claim does not hold on these runs, as far as its numbers tell: too little data, an effect that is smaller
 * than the paper's, or one the other way round. The claim's own reading (`otherwise`) comes after it.
 * @returns a paragraph; empty for a claim that holds or was not judged
 */
export function claimAnalysis({
  claim,
  verdict,
  statements,
  datasets,
}: JudgedClaim): string {
  if (verdict === undefined || verdict === "holds") return "";
  const open = statements.filter((statement) => statement.verdict !== "holds");
  const which = (statement: JudgedStatement): string =>
    statements.length === 1 ? "" : `Inequality ${statements.indexOf(statement) + 1}: `;
  const sentences =
    datasets.length < 2
      ? ["One data set cannot speak for others."]
      : open.map((statement) => `${which(statement)}${reason(statement)}`);
  return [...sentences, ...(claim.otherwise === undefined ? [] : [claim.otherwise])].join(
    " ",
  );
}

function reason({
  inequality,
  verdict,
  datasetMean,
  cells,
  published,
}: JudgedStatement): string {
  const scale = printScale(inequality);
  const digits = scale === 1 ? 3 : 1;
  const bound = inequality.bound * scale;
  const [effect, low, high] = [datasetMean.effect, datasetMean.low, datasetMean.high].map(
    (value) => scale * value - bound,
  ) as [number, number, number];
  const share = `${cells.satisfied} of ${cells.total} pairs of data set and seed satisfy it`;
  if (verdict === "fails") {
    return `The interval lies entirely on the other side of the bound (${share}): the opposite holds here, and chance is an unlikely explanation.`;
  }
  const side =
    effect > 0
      ? `The effect is on the claim's side of the bound, but its interval reaches the other (${share})`
      : `The effect is on the other side of the bound, but its interval includes the claimed direction (${share})`;
  if (published === undefined) return `${side}.`;
  // From the bound on, as the interval is.
  const paper = published.points - bound;
  const size = `the paper's effect, ${signed(published.points, digits)},`;
  if (paper < (high - low) / 2) {
    return `${side}; ${size} is less than half of the interval's width, so that these runs could not tell it from ${bound === 0 ? "nothing" : "the bound"}.`;
  }
  return paper > high
    ? `${side}; ${size} lies beyond it: what is here is smaller.`
    : `${side}; ${size} does not lie beyond it, so that nothing speaks against the claim.`;
}
