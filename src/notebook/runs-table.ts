import type { EvaluatedRun } from "../analysis/runs/evaluated-run";
import { methodTitle } from "../analysis/methods";
import { CLASS_SETS, type ClassSet } from "../experiments/run/predictions";
import type { LoadedRun } from "../experiments/store/load";
import { ece } from "../metrics/binned/ece";
import { mean } from "../numeric/mean";
import { tableBundle } from "./table-bundle";

/** A run of the store, or one as tables and figures take it. */
export type AnyRun = LoadedRun | EvaluatedRun;

/** Rows of a list of runs that are shown. */
const MAX_ROWS = 20;

/**
 * Runs as a compact table, a row each: accuracy and ECE on base and new classes in percent, with the bins of
 * `evaluateRuns`' default.
 */
export function runsBundle(runs: readonly AnyRun[]): Readonly<Record<string, string>> {
  const head = ["data set", "method", "seed"].concat(
    ...CLASS_SETS.map((classSet) => [`accuracy ${classSet}`, `ECE ${classSet}`]),
    "run",
  );
  const rows = runs.slice(0, MAX_ROWS).map(rowOf);
  const more = runs.length > MAX_ROWS ? [`${MAX_ROWS} of ${runs.length} runs`] : [];
  const note = ["accuracy and ECE in percent, ECE with 10 bins as in the paper", ...more];
  return tableBundle([head, ...rows], note.join("; "));
}

function rowOf(run: AnyRun): readonly string[] {
  const { dataset, seed } = "spec" in run ? run.spec : run;
  const id = "spec" in run ? run.id : run.runId;
  return [dataset, methodTitle(run.method), String(seed)].concat(
    ...CLASS_SETS.map((classSet) => scoresOf(run, classSet).map(percentage)),
    id,
  );
}

function scoresOf(run: AnyRun, classSet: ClassSet): readonly number[] {
  if ("spec" in run) {
    const metrics = run.result.metrics[classSet];
    return [metrics.accuracy, metrics.ece];
  }
  return [mean(run[classSet].correct), ece(run[classSet]).value];
}

function percentage(fraction: number): string {
  return (100 * fraction).toFixed(1);
}
