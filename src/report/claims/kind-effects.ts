import type { Inequality, Verdict } from "../../analysis/inequality";
import { tuningSets } from "../../analysis/runs/evaluated-run";
import type { Interval } from "../../numeric/bootstrap";
import { independentDifference } from "../../numeric/independent-difference";
import type { ComparedClaim } from "./judging/compared-claim";

/** The effect of a claim's first inequality on the data sets of one kind. */
export interface KindEffect extends Pick<Interval, "effect" | "low" | "high"> {
  readonly kind: string;
  /** Data sets of the kind that its methods were tuned on. */
  readonly datasets: readonly string[];
  /** Of the whole claim. */
  readonly verdict: Verdict;
}

/** A claim by kind of data set. */
export interface ClaimByKind extends Pick<Inequality, "terms" | "combination"> {
  readonly id: string;
  readonly sentence: string;
  readonly kinds: readonly KindEffect[];
  /**
   * Of two kinds, the first minus the second with a normal interval: other data sets are other draws. Models that both
   * share are counted in both variances, so the interval is rather too wide than too narrow.
   */
  readonly difference?: Pick<Interval, "effect" | "low" | "high">;
}

/** The effects of claims by kind, as tables and `claims.json` have them; claims that no kind can judge are left out. */
export function kindEffects(claims: readonly ComparedClaim[]): readonly ClaimByKind[] {
  return claims.flatMap(({ claim: { id, sentence }, on }) => {
    const judged = [...on].map(([kind, own]) => {
      const { inequality, datasetMean } = own.statements[0]!;
      return { kind, own, inequality, datasetMean };
    });
    const [first, second, ...others] = judged;
    if (first === undefined) return [];
    const { terms, combination } = first.inequality;
    return [
      {
        id,
        sentence,
        terms,
        ...(combination === undefined ? {} : { combination }),
        kinds: judged.map(({ kind, own, datasetMean: { effect, low, high } }) => ({
          ...{ kind, effect, low, high },
          datasets: tuningSets(own),
          verdict: own.verdict!,
        })),
        ...(second === undefined || others.length > 0
          ? {}
          : { difference: independentDifference(first.datasetMean, second.datasetMean) }),
      },
    ];
  });
}
