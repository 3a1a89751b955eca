import type { TestContext } from "node:test";
import {
  keepMeasurements,
  type MeasuredMethod,
} from "../../../src/experiments/sweep/forecast/measurements";
import { sizeKey, type RunSize } from "../../../src/experiments/sweep/forecast/run-size";
import type { RunSpec } from "../../../src/experiments/spec/spec";
import { someSpec, temporaryFolder } from "../helpers";

/** Sizes of the published EuroSAT and ImageNet. */
export const SIZES: Readonly<Record<string, RunSize>> = {
  eurosat: {
    base: { classes: 5, tests: 4200 },
    new: { classes: 5, tests: 3900 },
    train: 6750,
  },
  imagenet: {
    base: { classes: 500, tests: 25_000 },
    new: { classes: 500, tests: 25_000 },
    train: 640_000,
  },
};

export const sizesOf = (specs: readonly RunSpec[]) =>
  new Map(specs.map((spec) => [sizeKey(spec), SIZES[spec.dataset]!]));

export function clipSpec(
  changes: Partial<RunSpec> & { readonly epochs?: number },
): RunSpec {
  const { epochs = 10, ...rest } = changes;
  const recipe = { epochs, batch: 32, views: null, template: "a photo of a {}." };
  return someSpec({ suite: "clip", dataset: "eurosat", recipe, ...rest });
}

/** A cache of the test's own, and the backend that runs of it name. */
export function ownPlaces(context: TestContext): string {
  const folder = temporaryFolder(context);
  const before = process.env["PROMPTCAL_CACHE"];
  process.env["PROMPTCAL_CACHE"] = folder;
  process.env["PROMPTCAL_BACKEND"] = "cpu";
  context.after(() => {
    if (before === undefined) delete process.env["PROMPTCAL_CACHE"];
    else process.env["PROMPTCAL_CACHE"] = before;
    delete process.env["PROMPTCAL_BACKEND"];
  });
  return folder;
}

export const measured = (
  classes: number,
  changes: Partial<MeasuredMethod>,
): MeasuredMethod => ({
  ...{ classes, step: 0, prediction: 0, image: 0, peakBytes: 1e9, parameterBytes: 0 },
  ...changes,
});

/** A step of 0.1 s and 0.01 s a class; 1 s an image, 1 ms a noun. */
export function keepSome(more: Readonly<Record<string, MeasuredMethod[]>> = {}): void {
  const step = (classes: number) => 0.1 + 0.01 * classes;
  keepMeasurements({
    ...{ weightsHash: "a".repeat(64), backend: "cpu", machine: "here" },
    classes: { ["b".repeat(64)]: 500 },
    encoding: { images: 1, nouns: 0.001 },
    methods: {
      zeroshot: [measured(4, {})],
      coop: [4, 16].map((n) => measured(n, { step: step(n), peakBytes: 1e9 + 1e6 * n })),
      "coop+dor": [4, 16].map((n) => measured(n, { step: step(n) })),
      maple: [measured(4, { step: 4, image: 0.5 })],
      ...more,
    },
  });
}
