import { methodName, runId, type RunSpec } from "../spec/spec";
import type { PlannedRun } from "./presets";
import { readRun } from "../store/store";
import { peakBytesOf } from "../store/run-log";
import { tableCsv, type ResultTable } from "./collect";

/** What a finished run took. */
export interface RunCost {
  readonly id: string;
  readonly spec: RunSpec;
  /** Wall time of tuning and prediction. */
  readonly seconds: number;
  /** Most memory that its process took, bytes; a process computes several runs, so this is a bound. */
  readonly peakBytes: number | undefined;
  readonly machine: string;
  readonly backend: string;
  /** The part of a plan that the run is of, where the plan has parts. */
  readonly part?: string;
}

/** Costs of the runs of a plan that are done, in plan order. */
export function runCosts(specs: readonly RunSpec[], store: string): readonly RunCost[] {
  return specs.flatMap((spec): RunCost[] => {
    const id = runId(spec);
    const run = readRun(store, id);
    if (run.state !== "done") return [];
    const { seconds, machine, backend } = run.result.provenance;
    const peakBytes = peakBytesOf(store, id);
    return [{ id, spec, seconds, peakBytes, machine, backend }];
  });
}

/** As `runCosts`, each with the preset that it is planned by. */
export function plannedCosts(
  planned: readonly PlannedRun[],
  store: string,
): readonly RunCost[] {
  return planned.flatMap(({ spec, preset }) =>
    runCosts([spec], store).map((cost) => ({ ...cost, part: preset })),
  );
}

/**
 * The costs as CSV. They stand in a table of their own: the table of results has the same bytes wherever and
 * however long the runs were computed.
 */
export function costsCsv(costs: readonly RunCost[]): string {
  const inParts = costs.some(({ part }) => part !== undefined);
  const columns = [
    ...["run", "suite", "dataset", "method", "seed"],
    ...(inParts ? ["part"] : []),
    ...["seconds", "peak_bytes", "machine", "backend"],
  ];
  const rows: ResultTable["rows"] = costs.map((cost) => {
    const { suite, dataset, seed } = cost.spec;
    const who = [cost.id, suite, dataset, methodName(cost.spec), seed];
    const part = inParts ? [cost.part ?? null] : [];
    return [
      ...who,
      ...part,
      cost.seconds,
      cost.peakBytes ?? null,
      cost.machine,
      cost.backend,
    ];
  });
  return tableCsv({ columns, rows });
}

/** Costs of the runs of a part of a plan. */
export interface PartCost {
  /** Name of the part, a preset. */
  readonly part: string;
  readonly runs: number;
  /** Sum over runs: the time that one worker would take. */
  readonly seconds: number;
}

/** Costs of many runs together. */
export interface TotalCost {
  readonly runs: number;
  /** Sum over runs: the time that one worker would take. */
  readonly seconds: number;
  /** Of each part of the plan, where it has parts, in its order. */
  readonly parts: readonly PartCost[];
  readonly peakBytes: number | undefined;
  readonly machines: readonly string[];
}

/** Sums the costs up. */
export function totalCost(
  costs: readonly Pick<RunCost, "seconds" | "peakBytes" | "machine" | "part">[],
): TotalCost {
  const peaks = costs.flatMap(({ peakBytes }) => peakBytes ?? []);
  return {
    runs: costs.length,
    seconds: costs.reduce((sum, { seconds }) => sum + seconds, 0),
    parts: partCosts(costs),
    peakBytes: peaks.length > 0 ? Math.max(...peaks) : undefined,
    machines: [...new Set(costs.map(({ machine }) => machine))].sort(),
  };
}

function partCosts(
  costs: readonly Pick<RunCost, "seconds" | "part">[],
): readonly PartCost[] {
  const parts = new Map<string, PartCost>();
  for (const { part, seconds } of costs) {
    if (part === undefined) continue;
    const { runs, seconds: before } = parts.get(part) ?? { runs: 0, seconds: 0 };
    parts.set(part, { part, runs: runs + 1, seconds: before + seconds });
  }
  return [...parts.values()];
}
