import type { EffectRow } from "../figures/effect-forest";
import { plainText } from "../rendering/text-fit";
import { signed } from "../tables/markdown-table";

/**
 * The rows of a forest plot by where their interval lies against their bound, as Markdown.
 * @param digits of the effects; 1 by default
 */
export function effectsFinding(rows: readonly EffectRow[], digits = 1): string {
  if (rows.length === 0) return "**Here:** there are no effects, because runs are missing.";
  const bound = (row: EffectRow): number => row.bound ?? 0;
  const text = ({ label, effect }: EffectRow): string =>
    `${plainText(label)} ${signed(effect, digits)}`;
  const kinds = [
    ["left of the line", rows.filter((row) => row.high < bound(row))],
    ["right of the line", rows.filter((row) => row.low > bound(row))],
    [
      "interval on both sides",
      rows.filter((row) => row.low <= bound(row) && row.high >= bound(row)),
    ],
  ] as const;
  return [
    "**Here:**",
    ...kinds
      .filter(([, own]) => own.length > 0)
      .map(
        ([name, own]) =>
          `- ${name} (${own.length} of ${rows.length}): ${own.map(text).join(", ")}`,
      ),
  ].join("\n");
}
