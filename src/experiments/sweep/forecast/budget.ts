import { composes } from "../../../regularisers/composition";
import { PLANNED_REGULARISERS, PLANNED_TUNERS } from "../../spec/methods";
import { methodName, type RunSpec } from "../../spec/spec";
import { totalOf, type Forecast, type RunForecast } from "./forecast";

/** A part of a plan that fits into a time. */
export interface BudgetedPlan {
  /** Its runs, in the plan's order. */
  readonly chosen: Forecast;
  readonly left: readonly RunForecast[];
}

/**
 * The runs of a plan that fit into a time, most telling first: all core methods of a data set and seed together, so
 * that each comparison is whole, the cheapest data sets first and one seed before the next; then the other methods of
 * the data sets in the same order. Runs of unknown time are left out.
 * @param seconds of all workers together
 */
export function withinBudget(plan: Forecast, seconds: number): BudgetedPlan {
  const known = plan.runs.filter((run) => run.seconds !== undefined);
  const blocks = new Map<string, RunForecast[]>();
  for (const run of known) {
    const key = blockKey(run.spec);
    blocks.set(key, [...(blocks.get(key) ?? []), run]);
  }
  const timed = [...blocks.values()].map((runs) => ({
    runs,
    tier: isCore(runs[0]!.spec) ? 0 : 1,
    seed: runs[0]!.spec.seed,
    seconds: totalOf(runs, plan).seconds,
  }));
  timed.sort((a, b) => a.tier - b.tier || a.seed - b.seed || a.seconds - b.seconds);
  let chosen: readonly RunForecast[] = [];
  for (const { runs } of timed) {
    const more = [...chosen, ...runs];
    if (totalOf(more, plan).seconds <= seconds) chosen = more;
  }
  const taken = new Set(chosen);
  const inOrder = plan.runs.filter((run) => taken.has(run));
  return {
    chosen: totalOf(inOrder, plan),
    left: plan.runs.filter((run) => !taken.has(run)),
  };
}

/** What was left out: runs by method, then data sets of which no run is left in. */
export function describeLeft({ chosen, left }: BudgetedPlan): string {
  const counts = new Map<string, number>();
  for (const { spec } of left) {
    counts.set(methodName(spec), (counts.get(methodName(spec)) ?? 0) + 1);
  }
  const methods = [...counts].map(([name, count]) => `${name} ${count}`);
  const kept = new Set(chosen.runs.map(({ spec }) => spec.dataset));
  const gone = new Set(
    left.map(({ spec }) => spec.dataset).filter((name) => !kept.has(name)),
  );
  const datasets = gone.size === 0 ? "" : `; no run at all on ${[...gone].join(", ")}`;
  return `left out: ${left.length} runs (${methods.join(", ")})${datasets}`;
}

/** Runs that are reported together. */
function blockKey(spec: RunSpec): string {
  const { suite, dataset, seed } = spec;
  return JSON.stringify([suite, dataset, seed, isCore(spec) ? "core" : methodName(spec)]);
}

function isCore({ tuner, regulariser }: RunSpec): boolean {
  return (
    PLANNED_TUNERS.includes(tuner) &&
    PLANNED_REGULARISERS.includes(regulariser) &&
    composes(tuner, regulariser)
  );
}
