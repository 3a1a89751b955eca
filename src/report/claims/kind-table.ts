import { intervalName } from "../../analysis/interval-name";
import { printUnit } from "../../analysis/inequality";
import { markdownTable } from "../tables/markdown-table";
import { effectText } from "./effect-text";
import type { ClaimByKind } from "./kind-effects";

const LIST = new Intl.ListFormat("en-GB");

/**
 * Claims by kind of data set, as Markdown: verdict and effect of each claim's first inequality on each kind, and the difference
 * of two kinds.
 * @param claims see `kindEffects`
 */
export function kindTable(claims: readonly ClaimByKind[]): string {
  const kinds = kindsOf(claims);
  if (kinds.length === 0) return "No claim was judged by kind of data set.";
  const differs = claims.some(({ difference }) => difference !== undefined);
  return markdownTable(
    [
      "claim",
      "",
      "unit",
      ...kinds.map(({ kind, datasets }) => `${kind}, ${datasets.length} data sets`),
      ...(differs ? [`${kinds[0]!.kind} − ${kinds[1]!.kind}`] : []),
    ],
    claims.map((claim) => [
      claim.id,
      claim.sentence,
      printUnit(claim),
      ...kinds.map(({ kind }) => {
        const own = claim.kinds.find((each) => each.kind === kind);
        return own === undefined ? "–" : `*${own.verdict}*: ${effectText(claim, own)}`;
      }),
      ...(differs
        ? [claim.difference === undefined ? "–" : effectText(claim, claim.difference)]
        : []),
    ]),
  );
}

/**
 * The claims on which the kind of data set matters, one sentence each; of two kinds, those whose difference excludes zero,
 * as one verdict may be decided and the other not by chance; of more, those with several verdicts: `C3 (KgCoOp is underconfident on base
 * classes) **holds** on signs, +4.3 [+1.4, +6.8] points (10 data sets); ...`.
 */
export function kindSentences(claims: readonly ClaimByKind[]): readonly string[] {
  return claims
    .filter(({ kinds, difference }) =>
      difference === undefined
        ? new Set(kinds.map(({ verdict }) => verdict)).size > 1
        : difference.low > 0 || difference.high < 0,
    )
    .map((claim) => {
      const said = claim.kinds.map(
        (own) =>
          `**${own.verdict}** on ${own.kind}, ${effectText(claim, own)} ${printUnit(claim)} (${own.datasets.length} data sets)`,
      );
      const { difference } = claim;
      const apart =
        difference === undefined ? [] : [`difference ${effectText(claim, difference)}`];
      const sentence = claim.sentence.replace(/\.$/, "");
      return `${claim.id} (${sentence}) ${[...said, ...apart].join("; ")}.`;
    });
}

/** Which data sets are of which kind, and how to read the table. */
export function kindLegend(claims: readonly ClaimByKind[]): string {
  const kinds = kindsOf(claims);
  const sets = kinds.map(
    ({ kind, datasets }) => `*${kind}* (${datasets.length}: ${LIST.format(datasets)})`,
  );
  return (
    `The suite's data sets by kind: ${LIST.format(sets)}. In brackets: ${intervalName()}; of differences, normal intervals. ` +
    EXPLORATORY
  );
}

/** What verdicts by kind are. */
export const EXPLORATORY =
  "Verdicts by kind are exploratory: they are not counted among the claims, nor corrected for their number.";

/** The kinds of any claim, in their order, each with its largest list of data sets. */
function kindsOf(claims: readonly ClaimByKind[]): readonly ClaimByKind["kinds"][number][] {
  const known = new Map<string, ClaimByKind["kinds"][number]>();
  for (const own of claims.flatMap(({ kinds }) => kinds)) {
    if (own.datasets.length > (known.get(own.kind)?.datasets.length ?? 0))
      known.set(own.kind, own);
  }
  return [...known.values()];
}
