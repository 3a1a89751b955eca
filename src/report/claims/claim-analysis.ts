import { printScale } from "../../analysis/inequality";
import type { JudgedClaim, JudgedStatement } from "./judge";
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
  pooled,
  cells,
  published,
}: JudgedStatement): string {
  const scale = printScale(inequality);
  const digits = scale === 1 ? 3 : 1;
  const bound = inequality.bound * scale;
  const [effect, low, high] = [pooled.effect, pooled.low, pooled.high].map(
    (value) => scale * value - bound,
  ) as [number, number, number];
  const share = `${cells.satisfied} of ${cells.total} pairs of data set and seed satisfy it`;
  if (verdict === "fails") {
    return `The interval lies wholly on the other side (${share}): here it is not so, and chance is an unlikely explanation.`;
  }
  const side =
    effect > 0
      ? `The effect is on the claim's side, its interval is not wholly (${share})`
      : `The effect is not on the claim's side, but the interval reaches there (${share})`;
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
