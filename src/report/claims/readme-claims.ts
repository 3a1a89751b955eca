import { PromptcalError } from "../../errors/promptcal-error";
import { printScale } from "../../analysis/inequality";
import { markdownTable, signed } from "../tables/markdown-table";
import { verdictCounts } from "./verdict-counts";

/** Lines between which a page holds the table of claims. */
export const CLAIMS_MARKS = ["<!-- claims -->", "<!-- end of claims -->"] as const;

/** What is read of `claims.json`. */
interface StoredClaims {
  readonly claims: readonly {
    readonly id: string;
    readonly sentence: string;
    readonly level: string;
    readonly verdict: string;
    readonly datasets: readonly string[];
    readonly seeds: number;
    readonly statements: readonly {
      readonly text: string;
      readonly terms: readonly { readonly quantity: string }[];
      readonly pooled: {
        readonly effect: number;
        readonly low: number;
        readonly high: number;
      };
      readonly publishedPoints: number | null;
    }[];
  }[];
}

/**
 * A page with the table of claims between its marks written anew from `claims.json`: those that the paper's
 * story stands on, each with its first inequality's effect. A page without marks stays as it is.
 * @throws PromptcalError for one mark without the other
 */
export function withClaims(page: string, json: unknown): string {
  const [start, end] = CLAIMS_MARKS.map((mark) => page.indexOf(mark));
  if (start! < 0 && end! < 0) return page;
  if (start! < 0 || end! < start!) {
    throw new PromptcalError(
      `page: expected ${CLAIMS_MARKS.join(" … ")}, got one without the other`,
    );
  }
  const { claims } = json as StoredClaims;
  const rows = claims
    .filter(({ level, statements }) => level === "must" && statements.length > 0)
    .map(({ id, sentence, verdict, datasets, seeds, statements }) => {
      const { terms, pooled, publishedPoints } = statements[0]!;
      const scale = printScale({ terms });
      const digits = scale === 1 ? 3 : 1;
      const [effect, low, high] = [pooled.effect, pooled.low, pooled.high].map((value) =>
        signed(scale * value, digits),
      );
      const published = publishedPoints === null ? "–" : signed(publishedPoints, 1);
      const interval = `${effect} [${low}, ${high}]`;
      const range = `${datasets.length} × ${seeds}`;
      return [id, sentence, `**${verdict}**`, interval, range, published];
    });
  const table = markdownTable(
    [
      "",
      "claim of the paper",
      "here",
      "effect [95 % interval], points",
      "data sets × seeds",
      "published",
    ],
    rows,
  );
  const head = page.slice(0, start! + CLAIMS_MARKS[0].length);
  // All are counted, so that what the table leaves out can't flatter.
  const verdicts = verdictCounts(claims.map(({ verdict }) => verdict));
  const counts = `Of all ${claims.length} claims: ${verdicts}. Below are the ${rows.length} that the paper's story stands on.`;
  return `${head}\n\n${counts}\n\n${table}\n\n${page.slice(end!)}`;
}
