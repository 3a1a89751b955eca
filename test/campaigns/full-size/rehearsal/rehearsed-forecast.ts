import { rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { requestedBackend } from "../../../../src/engine/backend";
import { presetRuns } from "../../../../src/experiments/sweep/presets";
import {
  forecast,
  type Forecast,
} from "../../../../src/experiments/sweep/forecast/forecast";
import {
  mostByClasses,
  type MeasuredMemory,
} from "../../../../src/experiments/sweep/forecast/at-classes";
import {
  keepMeasurements,
  measurementsFile,
  type MeasuredMethod,
} from "../../../../src/experiments/sweep/forecast/measurements";
import { sizeKey } from "../../../../src/experiments/sweep/forecast/run-size";
import { IMAGES } from "../../../../src/experiments/sweep/forecast/random-request";
import { methodName } from "../../../../src/experiments/spec/spec";
import { suiteLookup } from "../../../../src/experiments/suites/suite-lookup";
import { suiteNamed } from "../../../../src/experiments/suites/suite";
import { clipDataset } from "../../../../src/datasets/clip/catalog";
import { tunerNamed } from "../../../../src/methods/registry";
import { onBestLine } from "./best-line";
import type { EncodingFindings } from "./encoding-worker";
import { publishedSizes } from "./published-sizes";
import type { RehearsedRun } from "./rehearsed-run";
import { PICTURES, SUITE, type Stage } from "./stage";
import { withOutlierSteps } from "./steps-with-outliers";

/**
 * The plan of the paper for one seed, at the published sizes, by what the rehearsed runs took; undefined where no method
 * was rehearsed on two data sets.
 * @param largest of methods with the most classes, measured apart
 */
export async function rehearsedForecast(
  { folder }: Stage,
  rows: readonly RehearsedRun[],
  encoding: EncodingFindings,
  largest: readonly LargestOfMethod[],
): Promise<Forecast | undefined> {
  const methods = measuredMethods(rows);
  if (Object.keys(methods).length === 0) return undefined;
  const specs = await presetRuns("paper", { suite: suiteNamed(SUITE), seeds: [1] });
  const sizes = publishedSizes(specs);
  const { weightsHash } = specs[0]!;
  // What was measured before, of other rows, does not count.
  rmSync(measurementsFile(weightsHash, requestedBackend()), { force: true });
  keepMeasurements({
    ...{ weightsHash, backend: requestedBackend(), machine: hostname(), encoding },
    classes: Object.fromEntries(
      specs.map((spec) => [spec.dataHash, sizes.get(sizeKey(spec))!.base.classes]),
    ),
    methods: withOutlierSteps(methods, (name) => {
      const row = largest.find(({ method }) => method === name);
      const spec = specs.find((one) => methodName(one) === name);
      if (row?.tuning === undefined || spec === undefined) return undefined;
      const batch = Number(spec.recipe["batch"] ?? 1);
      const steps = Math.max(1, Math.floor(IMAGES / batch));
      return { classes: row.classes, steps, tuning: row.tuning };
    }),
    memory: measuredMemory(rows, largest),
  });
  // Nor do the rehearsal's own runs, which have one shot.
  return forecast(specs, sizes, join(folder, "no runs"), suiteLookup());
}

/** Base classes of a data set as published. */
export function baseClasses(dataset: string): number {
  return Math.ceil(clipDataset(dataset).counts.classes / 2);
}

/** What a method took with some number of classes, measured apart from the rehearsed runs. */
export interface LargestOfMethod extends MeasuredMemory {
  readonly method: string;
  /** Processor seconds of the steps on `IMAGES` images or a batch, and of what the first prepares. */
  readonly tuning?: number;
}

/** Memory of each method with each number of classes, in runs and measured apart. */
export function measuredMemory(
  rows: readonly RehearsedRun[],
  apart: readonly LargestOfMethod[],
): Readonly<Record<string, readonly MeasuredMemory[]>> {
  const inRuns = done(rows).map(({ dataset, method, peakBytes }) => ({
    ...{ method, classes: baseClasses(dataset), peakBytes },
  }));
  const all = [...inRuns, ...apart];
  return Object.fromEntries(
    [...new Set(all.map(({ method }) => method))].map((method) => {
      return [method, mostByClasses(all.filter((one) => one.method === method))];
    }),
  );
}

function done(rows: readonly RehearsedRun[]): readonly RehearsedRun[] {
  return rows.filter(({ failed }) => failed === undefined);
}

/** What each method takes by its classes. One that was rehearsed with a single number of them is left out. */
function measuredMethods(
  rows: readonly RehearsedRun[],
): Readonly<Record<string, readonly MeasuredMethod[]>> {
  const all = done(rows);
  const byMethod = [...new Set(all.map(({ method }) => method))].map((method) => {
    const own = all.filter((row) => row.method === method).map(measuredMethod);
    return [method, onBestLine(own)] as const;
  });
  return Object.fromEntries(byMethod.filter(([, line]) => line.length > 0));
}

function measuredMethod({ dataset, method, seconds, step }: RehearsedRun): MeasuredMethod {
  const predicting = seconds["predicting"] ?? 0;
  // Where each image has a pass of its own, the images take the time; else the classes do, once for each half.
  const { imageInput, name } = tunerNamed(method.split("+")[0]!);
  const isByImage =
    (imageInput !== "features" && imageInput !== "raw features") ||
    ["cocoop", "tpt"].includes(name);
  return {
    classes: baseClasses(dataset),
    step: step ?? 0,
    prediction: isByImage ? 0 : predicting / 2,
    image: isByImage ? predicting / PICTURES.test : 0,
    // Memory is kept apart.
    ...{ peakBytes: 0, parameterBytes: 0 },
  };
}
