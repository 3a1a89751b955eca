import { PromptcalError, mismatch } from "../../errors/promptcal-error";
import { printUnit, type Verdict } from "../../analysis/inequality";
import { intervalName } from "../../analysis/interval-name";
import { tuningSets } from "../../analysis/runs/evaluated-run";
import type { TestFamily } from "./judging/claim-tests";
import { familyText, HOLM } from "./claims-legend";
import { effectText } from "./effect-text";
import type { ClaimByKind } from "./kind-effects";
import { EXPLORATORY, kindSentences } from "./kind-table";
import { markdownList, markdownTable, signed } from "../tables/markdown-table";
import { verdictsOfModels } from "./judging/judge-models";
import { verdictCounts } from "./judging/verdict-counts";

/** Marks that enclose the table of claims in a page. */
export const CLAIMS_MARKS = ["<!-- claims -->", "<!-- end of claims -->"] as const;

interface StoredInterval {
  readonly effect: number;
  readonly low: number;
  readonly high: number;
}

/** The fields of `claims.json` that are read. */
export interface StoredClaims {
  readonly tests: TestFamily | null;
  /** Absent in claims of older versions. */
  readonly byKind?: readonly ClaimByKind[];
  readonly claims: readonly {
    readonly id: string;
    readonly sentence: string;
    /** A question of our own; absent in claims of older versions. */
    readonly ours?: boolean;
    /** Test images, base and new, of all data sets. */
    readonly images: readonly [number, number];
    readonly level: string;
    readonly verdict: string;
    readonly survivesHolm: boolean;
    /** Test sets. */
    readonly datasets: readonly string[];
    /** For each of them the data set that its methods were tuned on. */
    readonly tunedOn: readonly string[];
    readonly seeds: number;
    /** What each pretrained model says alone; absent where there is one. */
    readonly models?: readonly { readonly model: string; readonly verdict: Verdict }[];
    readonly statements: readonly {
      readonly terms: readonly { readonly quantity: string }[];
      /** Absent in claims of older versions. */
      readonly datasetMean?: StoredInterval;
      readonly publishedPoints: number | null;
      readonly publishedConfidence: "high" | "medium" | null;
    }[];
  }[];
}

/** Head of the column of effects, which names the one kind of interval. */
export const EFFECT_HEAD = `effect, mean of data sets [${intervalName()}]`;

const HEADS = [
  "",
  "claim",
  "here",
  EFFECT_HEAD,
  "unit",
  "data sets × seeds",
  "published",
] as const;

/**
 * A page with the table of claims between its marks, written from `claims.json`: the claims that the paper's story
 * depends on, each with the effect of its first inequality. A page without marks is returned unchanged.
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
    .map(
      ({
        id,
        sentence,
        ours,
        verdict,
        survivesHolm,
        tunedOn,
        seeds,
        models,
        statements,
      }) => {
        const [first] = statements;
        return [
          id,
          ours === true ? `${sentence} (Our question.)` : sentence,
          `**${verdict}**${survivesHolm ? ` ${HOLM}` : ""}`,
          effectText(first!, first!.datasetMean!),
          printUnit(first!),
          `${tuningSets({ tunedOn }).length} × ${seeds}${models === undefined ? "" : `; ${verdictsOfModels(models)}`}`,
          publishedText(first!),
        ];
      },
    );
  const verdicts = verdictCounts(claims.map(({ verdict }) => verdict));
  // All claims are counted, so that the selection in the table cannot flatter.
  const text = [
    `Of all ${claims.length} claims: ${verdicts}.`,
    ...(tests === null ? [] : [familyText(tests)]),
    `The table shows the ${rows.length} that the paper's story depends on. *?* marks a published number with a single source.`,
    ...(claims.some(({ models }) => models !== undefined)
      ? ["A row that names no models is of the first alone."]
      : []),
  ].join(" ");
  const head = page.slice(0, start! + CLAIMS_MARKS[0].length);
  const parts = [text, markdownTable(HEADS, rows), ...kindParts(byKind)];
  return [head, ...parts, page.slice(end!)].join("\n\n");
}

/** The claims that differ by kind of data set, where any does. */
function kindParts(byKind: readonly ClaimByKind[]): readonly string[] {
  const sentences = kindSentences(byKind);
  if (sentences.length === 0) return [];
  return ["Where the kind of data set matters:", markdownList(sentences), EXPLORATORY];
}

/** `claims.json` as this version writes it. @throws PromptcalError for an older one */
export function storedClaims(json: unknown): StoredClaims {
  const stored = json as StoredClaims;
  const old = stored.claims.some(({ statements }) =>
    statements.some(({ datasetMean }) => datasetMean === undefined),
  );
  if (!old) return stored;
  throw mismatch({
    what: "claims.json",
    expected: "effects as means of data sets",
    got: "those of an older version",
    fix: "judge the claims again with: npm run paper",
  });
}

function publishedText({
  publishedPoints,
  publishedConfidence,
}: StoredClaims["claims"][number]["statements"][number]): string {
  if (publishedPoints === null) return "–";
  return `${signed(publishedPoints, 1)}${publishedConfidence === "high" ? "" : " ?"}`;
}
