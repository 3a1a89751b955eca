import { clipDataset } from "../../../../src/datasets/clip/catalog";
import type { RunSpec } from "../../../../src/experiments/spec/spec";
import {
  sizeKey,
  type RunSizes,
} from "../../../../src/experiments/sweep/forecast/run-size";

/** Sizes of a plan's data sets by the published counts, whatever pictures there are; images spread evenly over classes. */
export function publishedSizes(
  specs: readonly Pick<RunSpec, "suite" | "dataset">[],
): RunSizes {
  return new Map(
    specs.map((spec) => {
      const { classes, train, test } = clipDataset(spec.dataset).counts;
      const base = Math.ceil(classes / 2);
      const share = (count: number, of: number): number =>
        Math.round((count * of) / classes);
      const size = {
        base: { classes: base, tests: share(test, base) },
        new: { classes: classes - base, tests: share(test, classes - base) },
        train: share(train, base),
      };
      return [sizeKey(spec), size];
    }),
  );
}
