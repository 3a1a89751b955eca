import type { BinOptions } from "../metrics/binned/bins";
import {
  type Interval,
  type PendingBootstrapOptions,
  pendingBootstrap,
} from "../numeric/bootstrap";
import { mean } from "../numeric/mean";
import { seededRandom } from "../random/random";
import { bootstrapUnits, cellsOf, lookups, type Lookups } from "./lookup";
import { groupsOf } from "./lookup-groups";
import { resampledLookups, type ResampleSequence } from "./resampled-lookups";
import type { RunGrid } from "./runs/evaluated-run";

/** How grids are resampled: bins, the random stream and number of resamples, level and nulls. */
export interface GridBootstrapOptions
  extends BinOptions, ResampleSequence, Pick<PendingBootstrapOptions, "level" | "nulls"> {}

/**
 * Paired bootstrap intervals of statistics of a grid, or of their means over replicas of it, which are then drawn in
 * each resample too.
 * @param replicas grids of the same methods, data sets and seeds, one or more
 * @param statistics of a resample of one replica; `whole` is that replica as it is
 * @param groups of each replica with these bins
 */
export function gridBootstrap(
  replicas: readonly RunGrid[],
  { bins, rule, stream, resamples, ...bootstrap }: GridBootstrapOptions,
  statistics: (resampled: Lookups, whole: Lookups) => readonly number[],
  groups = replicas.map((grid) => groupsOf(grid, { bins, rule })),
): readonly Interval[] {
  const each = replicas.map((grid, replica) => {
    const own = groups[replica]!;
    return {
      whole: lookups(grid, { bins, rule }, own)(cellsOf(grid)),
      resampled: resampledLookups(grid, { bins, rule }, { stream, resamples }, own),
    };
  });
  return pendingBootstrap({
    ...bootstrap,
    resamples,
    units: bootstrapUnits(replicas[0]!),
    replicas: { count: replicas.length, random: seededRandom(...stream, "replicas") },
    random: seededRandom(...stream),
    statistic: (resample, drawn) => {
      // A replica that is drawn twice is computed once.
      const known = new Map<number, readonly number[]>();
      for (const replica of drawn) {
        if (known.has(replica)) continue;
        const { resampled, whole } = each[replica]!;
        known.set(replica, statistics(resampled(resample), whole));
      }
      const effects = Array.from(drawn, (replica) => known.get(replica)!);
      return effects[0]!.map((_, k) => mean(effects.map((own) => own[k]!)));
    },
  });
}
