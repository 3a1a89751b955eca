import { mismatch } from "../../errors/promptcal-error";
import { printUnit, type Verdict } from "../../analysis/inequality";
import { intervalName } from "../../analysis/interval-name";
import { signed } from "../tables/markdown-table";
import { effectText } from "./effect-text";
import type { TestFamily } from "./judging/claim-tests";
import type { ClaimByKind } from "./kind-effects";

interface StoredInterval {
  readonly effect: number;
  readonly low: number;
  readonly high: number;
}

/** An inequality of a claim in `claims.json`. */
interface StoredStatement {
  /** The inequality in words and signs. */
  readonly text: string;
  readonly verdict: string;
  readonly terms: readonly { readonly quantity: string }[];
  /** Absent where the left side is a sum. */
  readonly combination?: "sum" | "area";
  /** Absent in claims of older versions. */
  readonly datasetMean?: StoredInterval;
  readonly publishedPoints: number | null;
  readonly publishedConfidence: "high" | "medium" | null;
}

/** A claim in `claims.json`. */
export interface StoredClaim {
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
  readonly statements: readonly StoredStatement[];
}

/** The fields of `claims.json` that are read. */
export interface StoredClaims {
  readonly tests: TestFamily | null;
  /** Absent in claims of older versions. */
  readonly byKind?: readonly ClaimByKind[];
  readonly claims: readonly StoredClaim[];
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

/** A claim's sentence, which says where the question is ours. */
export function storedSentence({ sentence, ours }: StoredClaim): string {
  return ours === true ? `${sentence} (Our question.)` : sentence;
}

/** Heads of the columns that `decidingCells` fills: the first names the one kind of interval. */
export const DECIDING_HEADS = [
  `effect, mean of data sets [${intervalName()}]`,
  "unit",
  "published",
] as const;

/** What the mark in the last of these columns means. */
export const SINGLE_SOURCE = "*?* marks a published number with a single source.";

/**
 * Effect, unit and published value of the inequality that decides a claim: the first with the claim's verdict. Where
 * it is not the claim's first, it is written out.
 */
export function decidingCells(
  claim: StoredClaim,
): readonly [effect: string, unit: string, published: string] {
  const deciding = decidingStatement(claim);
  const which = deciding === claim.statements[0] ? "" : `: ${deciding.text}`;
  const effect = `${effectText(deciding, deciding.datasetMean!)}${which}`;
  return [effect, printUnit(deciding), publishedText(deciding)];
}

/** The first inequality of a claim that has the claim's verdict. */
export function decidingStatement<S extends { readonly verdict: string }>({
  verdict,
  statements,
}: {
  readonly verdict: string;
  readonly statements: readonly S[];
}): S {
  return statements.find((own) => own.verdict === verdict) ?? statements[0]!;
}

/** A published number, with `?` where it has a single source. */
function publishedText({ publishedPoints, publishedConfidence }: StoredStatement): string {
  if (publishedPoints === null) return "–";
  return `${signed(publishedPoints, 1)}${publishedConfidence === "high" ? "" : " ?"}`;
}
