import type { LoadedRun } from "../experiments/store/load";
import { SPLITS } from "../experiments/run/predictions";
import { GAP_SHARES, logitLeads } from "../metrics/logit-gap";
import { mean } from "../numeric/mean";
import { quantileSorted } from "../numeric/quantile";
import type { GapBox } from "../report/figures/gap-boxes";
import { methodTitle, orderMethods } from "./methods";

/** Logit gaps (largest logit less the mean of the others) of the test images of all runs together, per method and split. */
export function gapDistributions(runs: readonly LoadedRun[]): readonly GapBox[] {
  return orderMethods(runs.map(({ method }) => method)).flatMap((method) =>
    SPLITS.map((split): GapBox => {
      const own = runs.filter((run) => run.method === method);
      const gaps = own.flatMap(({ predictions }) => {
        const { logits, labels } = predictions[split];
        return Array.from(logitLeads(logits, labels).gaps);
      });
      const sorted = Float64Array.from(gaps).sort();
      return {
        method,
        title: methodTitle(method),
        split,
        n: gaps.length,
        mean: mean(gaps),
        quantiles: GAP_SHARES.map((share) => quantileSorted(sorted, share)),
      };
    }),
  );
}
