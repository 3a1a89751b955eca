import type { SpreadVerdict } from "../../analysis/spread/spread-statements";
import { markdownTable, signed } from "../tables/markdown-table";

/**
 * Statements of both schools on text spread, each with its number and verdict, as Markdown. Intervals are of the
 * bootstrap over data sets.
 */
export function spreadVerdictTable(verdicts: readonly SpreadVerdict[]): string {
  return markdownTable(
    ["school", "statement", "number", "value [95 %]", "data sets", "verdict"],
    verdicts.map(({ school, statement, quantity, scale, found, verdict }) => [
      school,
      statement,
      quantity,
      found === undefined ? "–" : valueText(found, scale),
      found === undefined ? "–" : String(found.datasets),
      verdict === "holds" || verdict === "fails" ? `**${verdict}**` : verdict,
    ]),
  );
}

/** A value with its interval: `+0.35 [+0.10, +0.60]`. */
export function valueText(
  found: { readonly effect: number; readonly low: number; readonly high: number },
  scale: 1 | 100,
): string {
  const digits = scale === 100 ? 1 : 2;
  const [effect, low, high] = [found.effect, found.low, found.high].map((value) =>
    signed(scale * value, digits),
  );
  return `${effect} [${low}, ${high}]`;
}
