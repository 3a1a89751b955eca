import { existsSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { measuredPeaks } from "../forecast/measurements";
import { peakBytesOf } from "../../store/run-log";
import { methodName, runId, type RunSpec } from "../../spec/spec";
import type { SuiteLookup } from "../../suites/suite-lookup";

/** The default number of workers of a pool, and its reasons. */
export interface PoolSize {
  readonly jobs: number;
  readonly cores: number;
  /** Bytes that are free now. */
  readonly free: number;
  /** Bytes that a worker takes at its peak. */
  readonly perWorker: number;
  /** Whether `perWorker` was measured, by `sweep plan --measure` or on earlier runs of these specs, or estimated from the weights. */
  readonly measured: boolean;
}

/** A process with everything loaded but the model, bytes. */
const BASE_BYTES = 300e6;
/** Weights in memory, their transposes and the activations of a pass, in sizes of the weights' file. */
const SIZES_OF_WEIGHTS = 5;

/**
 * One worker per core, or as many as fit into the free memory: a machine that swaps is slower than one
 * that waits, and one that runs out kills workers. At least one.
 * @param free bytes; what the system says by default, within a container its limit
 */
export function poolSize(
  specs: readonly RunSpec[],
  store: string,
  suiteOf: SuiteLookup,
  free: number = process.availableMemory(),
  cores: number = availableParallelism(),
): PoolSize {
  const measurements = measuredPeaks(specs);
  const peaks = [
    ...measurements.map(({ bytes }) => bytes),
    ...specs.flatMap((spec) => peakBytesOf(store, runId(spec)) ?? []),
  ];
  const measured = peaks.length > 0 && !measurements.some(({ isLeast }) => isLeast);
  const perWorker = Math.max(...peaks, measured ? 0 : estimateOf(specs, suiteOf));
  const jobs = fittingWorkers(perWorker, free, cores);
  return { jobs, cores, free, perWorker, measured };
}

/** Workers that fit into the free memory, at least one; one per core where nothing is known of theirs. */
export function fittingWorkers(
  perWorker: number | undefined,
  free: number = process.availableMemory(),
  cores: number = availableParallelism(),
): number {
  if (perWorker === undefined) return cores;
  return Math.max(1, Math.min(cores, Math.floor(free / perWorker)));
}

/** `2 workers: 2 cores, 12.0 GB free, about 0.4 GB each (measured)`. */
export function describePoolSize(size: PoolSize): string {
  const { jobs, cores, free, perWorker, measured } = size;
  return (
    `${jobs} ${jobs === 1 ? "worker" : "workers"}: ${cores} cores, ${gigabytes(free)} free, ` +
    `about ${gigabytes(perWorker)} each (${measured ? "measured" : "estimated"})`
  );
}

/**
 * `maple+dor needs about 9.1 GB, as measured, and 4.0 GB are free: ...`, of the run that needs most; undefined where
 * each fits, or where nothing was measured. A run with more classes than were measured needs `at least 9.1 GB, as
 * measured with fewer classes`.
 * @param free bytes; what the system says by default
 */
export function memoryWarning(
  specs: readonly RunSpec[],
  free: number = process.availableMemory(),
): string | undefined {
  const methods = new Map(
    specs.map((spec) => [`${methodName(spec)} ${spec.dataHash} ${spec.weightsHash}`, spec]),
  );
  const needs = [...methods.values()].flatMap((spec) =>
    measuredPeaks([spec]).map((peak) => ({
      ...peak,
      name: `${methodName(spec)} on ${spec.dataset}`,
    })),
  );
  const { name, bytes, isLeast } = needs.reduce((a, b) => (b.bytes > a.bytes ? b : a), {
    ...{ name: "", bytes: 0, isLeast: false },
  });
  if (bytes <= free) return undefined;
  const need = isLeast
    ? `at least ${gigabytes(bytes)}, as measured with fewer classes,`
    : `about ${gigabytes(bytes)}, as measured,`;
  return (
    `${name} needs ${need} and ${gigabytes(free)} are free: ` +
    "the system may end it; close other programs, or compute it on a larger machine"
  );
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

function estimateOf(specs: readonly RunSpec[], suiteOf: SuiteLookup): number {
  const suites = [...new Set(specs.map(({ suite }) => suite))];
  const sizes = suites.map((name) => {
    const { weights } = suiteOf(name).model;
    return existsSync(weights) ? statSync(weights).size : 0;
  });
  return BASE_BYTES + SIZES_OF_WEIGHTS * Math.max(0, ...sizes);
}
