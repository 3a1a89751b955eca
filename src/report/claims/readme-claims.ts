import { PromptcalError } from "../../errors/promptcal-error";
import { tuningSets } from "../../analysis/runs/evaluated-run";
import { familyText, HOLM } from "./claims-legend";
import type { ClaimByKind } from "./kind-effects";
import { EXPLORATORY, kindSentences } from "./kind-table";
import { markdownList, markdownTable } from "../tables/markdown-table";
import { verdictsOfModels } from "./judging/judge-models";
import { verdictCounts } from "./judging/verdict-counts";
import {
  DECIDING_HEADS,
  decidingCells,
  SINGLE_SOURCE,
  storedClaims,
  storedSentence,
} from "./stored-claims";

/** Marks that enclose the table of claims in a page. */
export const CLAIMS_MARKS = ["<!-- claims -->", "<!-- end of claims -->"] as const;

const [EFFECT, UNIT, PUBLISHED] = DECIDING_HEADS;

/**
 * A page with the table of claims between its marks, written from `claims.json`: the claims that the paper's story
 * depends on, each with the effect of the inequality that decides its verdict. A page without marks is returned unchanged.
 * @throws PromptcalError for one mark without the other, or claims of an older format
 */
export function withClaims(page: string, json: unknown): string {
  const [start, end] = CLAIMS_MARKS.map((mark) => page.indexOf(mark));
  if (start! < 0 && end! < 0) return page;
  if (start! < 0 || end! < start!) {
    throw new PromptcalError(
      `page: expected ${CLAIMS_MARKS.join(" … ")}, got one without the other`,
    );
  }
  const { claims, tests, byKind = [] } = storedClaims(json);
  const rows = claims
    .filter(({ level, statements }) => level === "must" && statements.length > 0)
    .map((claim) => {
      const { id, verdict, survivesHolm, seeds, models } = claim;
      const [effect, unit, published] = decidingCells(claim);
      const on = models === undefined ? "" : `; ${verdictsOfModels(models)}`;
      return [
        id,
        storedSentence(claim),
        `**${verdict}**${survivesHolm ? ` ${HOLM}` : ""}`,
        effect,
        unit,
        `${tuningSets(claim).length} × ${seeds}${on}`,
        published,
      ];
    });
  const verdicts = verdictCounts(claims.map(({ verdict }) => verdict));
  // All claims are counted, so that the selection in the table cannot flatter.
  const text = [
    `Of all ${claims.length} claims: ${verdicts}.`,
    ...(tests === null ? [] : [familyText(tests)]),
    `The table shows the ${rows.length} that the paper's story depends on. ${SINGLE_SOURCE}`,
    ...(claims.some(({ models }) => models !== undefined)
      ? ["A row that names no models is of the first alone."]
      : []),
  ].join(" ");
  const heads = ["", "claim", "here", EFFECT, UNIT, "data sets × seeds", PUBLISHED];
  const head = page.slice(0, start! + CLAIMS_MARKS[0].length);
  const parts = [text, markdownTable(heads, rows), ...kindParts(byKind)];
  return [head, ...parts, page.slice(end!)].join("\n\n");
}

/** The claims that differ by kind of data set, where any does. */
function kindParts(byKind: readonly ClaimByKind[]): readonly string[] {
  const sentences = kindSentences(byKind);
  if (sentences.length === 0) return [];
  return ["Where the kind of data set matters:", markdownList(sentences), EXPLORATORY];
}
