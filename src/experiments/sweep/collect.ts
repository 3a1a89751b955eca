import { writeFileAtomic } from "../../files/atomic-file";
import { csvTable } from "../../files/tables/csv-table";
import { edgeRule } from "../../metrics/binned/bins";
import { KEPT_METRICS } from "../run/run-metrics";
import { CLASS_SETS } from "../run/predictions";
import { parkedRuns, type ParkedRun } from "../store/quarantine";
import { runId, type RunSpec } from "../spec/spec";
import { readRun, type RunState } from "../store/store";
import { PREDICTIONS_FILE } from "../store/store-paths";

/** Table of a plan's results; fractions with full precision, `null` where a run is missing. */
export interface ResultTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
  /** Runs that are not done. */
  readonly missing: readonly RunSpec[];
}

/** State of each run of a plan, by files alone. */
export function planStates(
  specs: readonly RunSpec[],
  store: string,
): readonly { readonly spec: RunSpec; readonly run: RunState }[] {
  return specs.map((spec) => ({ spec, run: readRun(store, runId(spec)) }));
}

/** How many runs of a plan are in which state. */
export interface PlanStatus {
  readonly total: number;
  readonly done: number;
  readonly missing: number;
  readonly unfinished: number;
  readonly damaged: readonly { readonly id: string; readonly problem: string }[];
  /** Not done, and failed so often that no launcher tries them again unasked. */
  readonly parked: readonly ParkedRun[];
}

/** Counts the states of a plan's runs. */
export function planStatus(specs: readonly RunSpec[], store: string): PlanStatus {
  const states = planStates(specs, store);
  const count = (state: RunState["state"]): number =>
    states.filter(({ run }) => run.state === state).length;
  return {
    total: specs.length,
    done: count("done"),
    missing: count("missing"),
    unfinished: count("unfinished"),
    damaged: states.flatMap(({ spec, run }) =>
      run.state === "damaged" ? [{ id: runId(spec), problem: run.problem }] : [],
    ),
    parked: parkedRuns(specs, store),
  };
}

const METRICS = ["n", ...KEPT_METRICS] as const;

const COLUMNS = [
  "index",
  "run",
  "suite",
  "dataset",
  "tuner",
  "regulariser",
  "shots",
  "seed",
  ...CLASS_SETS.flatMap((classSet) => METRICS.map((metric) => `${classSet}_${metric}`)),
  "bins",
  "rule",
  "predictions",
];

/**
 * One row per run of the plan, in plan order, with the SHA-256 of its predictions at the end; the same bytes
 * however the runs were computed.
 */
export function collectTable(specs: readonly RunSpec[], store: string): ResultTable {
  const states = planStates(specs, store);
  const rows = states.map(({ spec, run }, index) => {
    const { suite, dataset, tuner, regulariser, shots, seed } = spec;
    const identity = [index, runId(spec), suite, dataset, tuner, regulariser, shots, seed];
    const result = run.state === "done" ? run.result : undefined;
    const metrics = result?.metrics;
    const numbers = CLASS_SETS.flatMap((classSet) =>
      METRICS.map((metric) => metrics?.[classSet][metric] ?? null),
    );
    const rule =
      metrics === undefined ? [null, null] : [metrics.bins, edgeRule(metrics.rule)];
    return [...identity, ...numbers, ...rule, result?.files[PREDICTIONS_FILE] ?? null];
  });
  return {
    columns: COLUMNS,
    rows,
    missing: states.filter(({ run }) => run.state !== "done").map(({ spec }) => spec),
  };
}

/** Writes the table of a plan's results as CSV, whole or not at all, and returns it. */
export function writeResultTable(
  path: string,
  specs: readonly RunSpec[],
  store: string,
): ResultTable {
  const table = collectTable(specs, store);
  writeFileAtomic(path, tableCsv(table));
  return table;
}

/** Comma-separated values (RFC 4180 quoting, line feeds), missing numbers empty. */
export function tableCsv({ columns, rows }: Pick<ResultTable, "columns" | "rows">): string {
  return csvTable(columns, rows);
}
