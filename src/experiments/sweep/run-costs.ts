import { methodName, runId, type RunSpec } from "../spec/spec";
import { readRun } from "../store/store";
import { readRunLog } from "../store/run-log";
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
}

/** Costs of the runs of a plan that are done, in plan order. */
export function runCosts(specs: readonly RunSpec[], store: string): readonly RunCost[] {
  return specs.flatMap((spec): RunCost[] => {
    const id = runId(spec);
    const run = readRun(store, id);
    if (run.state !== "done") return [];
    const { seconds, machine, backend } = run.result.provenance;
    const peaks = readRunLog(store, id).flatMap(({ peakBytes }) => peakBytes ?? []);
    const peakBytes = peaks.length > 0 ? Math.max(...peaks) : undefined;
    return [{ id, spec, seconds, peakBytes, machine, backend }];
  });
}

/**
 * The costs as CSV. They stand in a table of their own: the table of results has the same bytes wherever and
 * however long the runs were computed.
 */
export function costsCsv(costs: readonly RunCost[]): string {
  const columns = [
    ...["run", "suite", "dataset", "method", "seed"],
    ...["seconds", "peak_bytes", "machine", "backend"],
  ];
  const rows: ResultTable["rows"] = costs.map((cost) => {
    const { suite, dataset, seed } = cost.spec;
    const who = [cost.id, suite, dataset, methodName(cost.spec), seed];
    return [...who, cost.seconds, cost.peakBytes ?? null, cost.machine, cost.backend];
  });
  return tableCsv({ columns, rows });
}

/** Costs of many runs together. */
export interface TotalCost {
  readonly runs: number;
  /** Sum over runs: the time that one worker would take. */
  readonly seconds: number;
  readonly peakBytes: number | undefined;
  readonly machines: readonly string[];
}

/** Sums the costs up. */
export function totalCost(costs: readonly RunCost[]): TotalCost {
  const peaks = costs.flatMap(({ peakBytes }) => peakBytes ?? []);
  return {
    runs: costs.length,
    seconds: costs.reduce((sum, { seconds }) => sum + seconds, 0),
    peakBytes: peaks.length > 0 ? Math.max(...peaks) : undefined,
    machines: [...new Set(costs.map(({ machine }) => machine))].sort(),
  };
}
