import { markdownTable } from "../tables/markdown-table";
import { effectText } from "./effect-text";
import type { JudgedClaim, JudgedStatement } from "./judging/judged-claim";

/**
 * Claims that were judged on several models, as Markdown: verdict and effect of each claim's first inequality, of the
 * mean of the models and of each alone.
 */
export function modelTable(claims: readonly JudgedClaim[]): string {
  const several = claims.filter(({ models }) => models !== undefined);
  const names = several[0]?.models?.map(({ model }) => model) ?? [];
  if (several.length === 0) return "No claim was judged on several models.";
  return markdownTable(
    ["claim", "", `mean of ${names.length} models`, ...names],
    several.map(({ claim, verdict, statements, models = [] }) => [
      claim.id,
      claim.sentence,
      cell(verdict, statements),
      ...models.map((own) => cell(own.verdict, own.statements)),
    ]),
  );
}

function cell(
  verdict: JudgedClaim["verdict"],
  [first]: readonly JudgedStatement[],
): string {
  const effect =
    first === undefined ? "" : `: ${effectText(first.inequality, first.datasetMean)}`;
  return `*${verdict}*${effect}`;
}
