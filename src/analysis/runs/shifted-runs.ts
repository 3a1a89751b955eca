import type { LoadedRun } from "../../experiments/store/load";
import { datasetShifts, loadedShift } from "../../experiments/suites/loaded-suite";
import { predictAgain } from "./predict-again";
import type { Predictions } from "../../experiments/run/predictions";
import { shiftedParts } from "./shifted-parts";
import { SHIFTED } from "../../experiments/suites/shifted-tests";
import { suiteLookup, type SuiteLookup } from "../../experiments/suites/suite-lookup";
import type { EvaluatedRun } from "./evaluated-run";
import { methodTitle, methodWith, orderMethods } from "../methods";
import { evaluateRun } from "./evaluate-runs";
import { progress } from "../../progress/progress";

/** Runs tested on other images of their classes. */
export interface ShiftedRuns {
  /** Names of the shifts. */
  readonly shifts: readonly string[];
  /** One per run and shift: data set `food, inverted`, method `coop[test=shift]`. */
  readonly runs: readonly EvaluatedRun[];
  /** Empty, or which methods are left out: those that change more than text features. */
  readonly note: string;
}

/**
 * Finished runs under every covariate shift that the suite has of their data sets. Nothing is tuned again: images
 * meet the stored text features; runs of a suite `…+shifts` were tested so themselves.
 */
export async function shiftedRuns(
  runs: readonly LoadedRun[],
  suiteOf: SuiteLookup = suiteLookup(),
): Promise<ShiftedRuns> {
  const shifted: EvaluatedRun[] = [];
  const shifts = new Set<string>();
  const left = new Set<string>();
  const bar = progress({ label: "shifted test sets", total: runs.length });
  for (const [index, run] of runs.entries()) {
    const suite = suiteOf(plainSuite(run));
    for (const [shift, predictions] of await shiftedParts(run, suite)) {
      shifts.add(shift);
      shifted.push(underShift(run, shift, predictions));
    }
    const others = isShifted(run) ? [] : datasetShifts(suite, run.spec.dataset);
    for (const shift of others) {
      shifts.add(shift);
      const data = await loadedShift(suite, run.spec.dataset, shift);
      const base = await predictAgain(run, suite, "base", data);
      const novel = await predictAgain(run, suite, "new", data);
      if (base === undefined || novel === undefined) left.add(run.method);
      else shifted.push(underShift(run, shift, { base, new: novel }));
    }
    bar.update(index + 1, run.spec.dataset);
  }
  bar.finish();
  const names = orderMethods(left).map(methodTitle).join(", ");
  return {
    shifts: [...shifts],
    runs: shifted,
    note:
      left.size === 0
        ? ""
        : `Left out: ${names}, which change more than the text features that runs store.`,
  };
}

function underShift(run: LoadedRun, shift: string, predictions: Predictions): EvaluatedRun {
  return {
    ...evaluateRun({ ...run, predictions }),
    dataset: `${run.spec.dataset}, ${shift}`,
    tunedOn: run.spec.dataset,
    method: methodWith(run.method, { test: "shift" }),
  };
}

/** Whether a run was tested under shift itself, so that its predictions are not those of its data set's own test. */
export function isShifted({ spec }: Pick<LoadedRun, "spec">): boolean {
  return spec.suite.endsWith(SHIFTED);
}

/** The suite of a run without its shifts. */
export function plainSuite(run: Pick<LoadedRun, "spec">): string {
  const { suite } = run.spec;
  return isShifted(run) ? suite.slice(0, -SHIFTED.length) : suite;
}

/** The shifted runs of one shift. */
export function ofShift({ runs }: ShiftedRuns, shift: string): readonly EvaluatedRun[] {
  return runs.filter(({ dataset }) => dataset.endsWith(`, ${shift}`));
}
