import type { LoadedRun } from "../../experiments/store/load";
import { CLASS_SETS } from "../../experiments/run/predictions";
import { MARGIN_SHARES, marginToMean } from "../../metrics/probability/logit-margin";
import { mean } from "../../numeric/mean";
import { quantileSorted } from "../../numeric/quantile";
import type { MarginBox } from "../../report/figures/margin-boxes";
import { methodTitle, orderMethods } from "../methods";

/**
 * Margins of the largest logit to the mean of the others, per method on base and on new classes: test
 * images of all runs together.
 */
export function marginDistributions(runs: readonly LoadedRun[]): readonly MarginBox[] {
  return orderMethods(runs.map(({ method }) => method)).flatMap((method) =>
    CLASS_SETS.map((classSet): MarginBox => {
      const own = runs.filter((run) => run.method === method);
      const margins = own.flatMap(({ predictions }) => {
        const { logits, labels } = predictions[classSet];
        return Array.from(marginToMean(logits, labels).margins);
      });
      const sorted = Float64Array.from(margins).sort();
      return {
        method,
        title: methodTitle(method),
        classSet,
        n: margins.length,
        mean: mean(margins),
        quantiles: MARGIN_SHARES.map((share) => quantileSorted(sorted, share)),
      };
    }),
  );
}
