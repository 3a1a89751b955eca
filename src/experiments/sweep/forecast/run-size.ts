import { splitBaseNew } from "../../../datasets/base-new";
import { loadedDataset } from "../../suites/loaded-suite";
import type { SuiteLookup } from "../../suites/suite-lookup";
import type { RunSpec } from "../../spec/spec";
import type { RunResult } from "../../store/store";

/** The sizes of a data set that determine a run's time and disk space. */
export interface RunSize {
  /** Classes and test images of the base and of the new half. */
  readonly base: HalfSize;
  readonly new: HalfSize;
  /** All training images of the base classes; the few shots are drawn from these. */
  readonly train: number;
}

export interface HalfSize {
  readonly classes: number;
  readonly tests: number;
}

/** Sizes of the data sets of a plan, by `sizeKey`. */
export type RunSizes = ReadonlyMap<string, RunSize>;

/** Names a data set of a suite. */
export function sizeKey({ suite, dataset }: Pick<RunSpec, "suite" | "dataset">): string {
  return `${suite}/${dataset}`;
}

/** Sizes of all data sets of a plan; those that the plan's making has read are not read again. */
export async function plannedSizes(
  specs: readonly RunSpec[],
  suiteOf: SuiteLookup,
): Promise<RunSizes> {
  const sizes = new Map<string, RunSize>();
  for (const spec of specs) {
    if (sizes.has(sizeKey(spec))) continue;
    const { dataset } = await loadedDataset(suiteOf(spec.suite), spec.dataset);
    const halves = splitBaseNew(dataset);
    const half = ({ classNames, test }: typeof dataset): HalfSize => ({
      classes: classNames.length,
      tests: test.length,
    });
    const train = halves.base.train.length;
    sizes.set(sizeKey(spec), { base: half(halves.base), new: half(halves.new), train });
  }
  return sizes;
}

/** The size of a finished run's data set; the training images are its shots. */
export function sizeOfResult({
  spec,
  metrics,
}: Pick<RunResult, "spec" | "metrics">): RunSize {
  const { base, new: novel } = metrics;
  return {
    base: { classes: base.classes, tests: base.n },
    new: { classes: novel.classes, tests: novel.n },
    train: spec.shots * base.classes,
  };
}

/** Optimiser steps of a run; 0 for methods that train nothing. */
export function stepsOf({ recipe, shots }: RunSpec, { base, train }: RunSize): number {
  const epochs = Number(recipe["epochs"] ?? 0);
  const images = Math.min(train, shots * base.classes);
  const perEpoch = Math.floor(images / Number(recipe["batch"] ?? 1));
  return epochs * Math.max(1, perEpoch);
}
