import { methodName, type RunSpec } from "../../spec/spec";
import { suiteArchitecture } from "../../suites/loaded-suite";
import type { SuiteLookup } from "../../suites/suite-lookup";
import { requestedBackend } from "../../../engine/backend";
import { atClasses, memoryAt } from "./at-classes";
import { earlierRuns, type EarlierRuns } from "./earlier-runs";
import { sharedEncodings, type SharedEncoding } from "./encoding-costs";
import { measuredMemory, readMeasurements, type Measurements } from "./measurements";
import { sizeKey, stepsOf, type HalfSize, type RunSize, type RunSizes } from "./run-size";

/** What one run of a plan will take. */
export interface RunForecast {
  readonly spec: RunSpec;
  /** Seconds on one worker, without what is encoded once for several runs; undefined where nothing tells. */
  readonly seconds: number | undefined;
  /** Most memory of a worker, bytes; undefined where nothing tells, or only runs with fewer classes. */
  readonly peakBytes: number | undefined;
  /** Bytes of its results. */
  readonly bytes: number;
  /** Features that it shares with other runs, where their time is known. */
  readonly encodings: readonly EncodingForecast[];
}

/** What encoding some features will take, once for all runs that need them. */
export interface EncodingForecast extends SharedEncoding {
  readonly seconds: number;
  readonly bytes: number;
}

/** What a plan will take. */
export interface Forecast {
  readonly runs: readonly RunForecast[];
  /** Each of the runs' shared features once. */
  readonly encodings: readonly EncodingForecast[];
  /** Seconds on one worker, of the runs whose time is known and of what they share. */
  readonly seconds: number;
  /** Most memory of a worker, of the runs of which it is known. */
  readonly peakBytes: number | undefined;
  /** Whether that is all runs: others may need more. */
  readonly peaksKnown: boolean;
  /** Bytes of results, and of the features that are kept. */
  readonly bytes: { readonly results: number; readonly cache: number };
  /** Methods whose time is not known. */
  readonly unknown: readonly string[];
  /** What it rests on. */
  readonly measured: boolean;
  readonly earlier: number;
}

/** Bytes of a float32. */
const FLOAT = 4;
/** Bytes of a run's other files, the line of an epoch among them. */
const REST_BYTES = 20_000;
const EPOCH_BYTES = 300;

/**
 * Forecasts a plan: from steps that were measured on this machine with the plan's weights and backend, else from
 * finished runs of the same suite, weights and backend in a store. Runs of another suite tell nothing.
 */
export function forecast(
  specs: readonly RunSpec[],
  sizes: RunSizes,
  store: string,
  suiteOf: SuiteLookup,
): Forecast {
  const backend = requestedBackend();
  const earlier = earlierRuns(specs, store, backend);
  const known = new Map(
    [...new Set(specs.map(({ weightsHash }) => weightsHash))].map((hash) => [
      hash,
      readMeasurements(hash, backend),
    ]),
  );
  const dimensions = new Map(
    [...new Set(specs.map(({ suite }) => suite))].map((suite) => [
      suite,
      suiteArchitecture(suiteOf(suite)).embed_dim,
    ]),
  );
  const runs = specs.map((spec) =>
    runForecast(spec, {
      size: sizes.get(sizeKey(spec))!,
      measured: known.get(spec.weightsHash),
      earlier,
      dimension: dimensions.get(spec.suite)!,
    }),
  );
  return totalOf(runs, {
    measured: [...known.values()].some(Boolean),
    earlier: earlier.count,
  });
}

/** Sums runs up; what they share counts once. */
export function totalOf(
  runs: readonly RunForecast[],
  { measured, earlier }: Pick<Forecast, "measured" | "earlier">,
): Forecast {
  const shared = new Map(
    runs.flatMap((run) => run.encodings).map((encoding) => [encoding.key, encoding]),
  );
  const encodings = [...shared.values()];
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const peaks = runs.flatMap(({ peakBytes }) => peakBytes ?? []);
  const unknown = runs.filter(({ seconds }) => seconds === undefined);
  return {
    runs,
    encodings,
    seconds: sum([...runs, ...encodings].map(({ seconds }) => seconds ?? 0)),
    peakBytes: peaks.length === 0 ? undefined : Math.max(...peaks),
    peaksKnown: peaks.length === runs.length,
    bytes: {
      results: sum(runs.map(({ bytes }) => bytes)),
      cache: sum(encodings.map(({ bytes }) => bytes)),
    },
    unknown: [...new Set(unknown.map(({ spec }) => methodName(spec)))],
    measured,
    earlier,
  };
}

interface Known {
  readonly size: RunSize;
  readonly measured: Measurements | undefined;
  readonly earlier: EarlierRuns;
  /** Of features. */
  readonly dimension: number;
}

function runForecast(spec: RunSpec, known: Known): RunForecast {
  const { size, measured, earlier, dimension } = known;
  const method = measured?.methods[methodName(spec)];
  // Methods that tune at test time may predict a sample.
  const most = Number(spec.recipe["test_images"] ?? Infinity);
  const halves = [size.base, size.new].map(({ classes, tests }) => ({
    classes,
    tests: Math.min(most, tests),
  }));
  const epochs = Number(spec.recipe["epochs"] ?? 0);
  const fixed = REST_BYTES + EPOCH_BYTES * epochs;
  const bytes = halves.reduce((sum, half) => sum + predictionBytes(half, dimension), fixed);
  const memory = measured === undefined ? [] : measuredMemory(measured, methodName(spec));
  const peakBytes =
    memory.length === 0
      ? earlier.peakBytes(spec, size)
      : memoryAt(memory, size.base.classes);
  if (measured === undefined || method === undefined) {
    const seconds = earlier.seconds(spec, size);
    return { spec, bytes, encodings: [], seconds, peakBytes };
  }
  const at = (
    quantity: "step" | "prediction" | "image" | "parameterBytes",
    classes: number,
  ): number => atClasses(method, quantity, classes);
  const training = stepsOf(spec, size) * at("step", size.base.classes);
  const predicting = halves.map(
    ({ classes, tests }) => at("prediction", classes) + tests * at("image", classes),
  );
  return {
    spec,
    seconds: predicting.reduce((a, b) => a + b, training),
    peakBytes,
    bytes: bytes + at("parameterBytes", size.base.classes),
    encodings: sharedEncodings(spec, size).map((encoding) => ({
      ...encoding,
      seconds: encoding.count * measured.encoding[encoding.kind],
      bytes: encoding.count * dimension * FLOAT,
    })),
  };
}

/** Logits, labels, tuned and zero-shot text features. */
function predictionBytes({ classes, tests }: HalfSize, dimension: number): number {
  return FLOAT * (tests * classes + tests + 2 * classes * dimension);
}
