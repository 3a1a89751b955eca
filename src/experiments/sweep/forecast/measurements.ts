import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { writeJsonAtomic } from "../../../files/atomic-file";
import { folderOf } from "../../../files/folders";
import { checked } from "../../../files/json/checked";
import {
  byName,
  fields,
  finiteNumber,
  list,
  TEXT,
  type Infer,
} from "../../../files/json/schema";
import { readJson } from "../../../files/json/parse-json";
import { methodName, type RunSpec } from "../../spec/spec";
import { requestedBackend } from "../../../engine/backend";
import { canonicalHash } from "../../../files/json/canonical-json";

const NUMBER = finiteNumber();
const MEASURED_METHOD = fields({
  classes: NUMBER,
  /** Seconds of one optimiser step; 0 for methods that train nothing. */
  step: NUMBER,
  /** Seconds of a prediction, before its first image. */
  prediction: NUMBER,
  /** Seconds of each predicted image. */
  image: NUMBER,
  /** Most memory of the process, bytes. */
  peakBytes: NUMBER,
  /** Bytes of the learned parameters. */
  parameterBytes: NUMBER,
});
const MEASUREMENTS = fields({
  weightsHash: TEXT,
  backend: TEXT,
  machine: TEXT,
  /** Base classes of the data sets that were planned, by the data's hash. */
  classes: byName(NUMBER),
  /** Seconds to encode an image, or a noun. */
  encoding: fields({ images: NUMBER, nouns: NUMBER }),
  /** By method name, at few and at more classes. */
  methods: byName(list(MEASURED_METHOD)),
});

/** What a few steps of a method took, in a process of its own with some number of base classes. */
export type MeasuredMethod = Infer<typeof MEASURED_METHOD>;
/** What one worker of this machine takes for a model on a backend. */
export type Measurements = Infer<typeof MEASUREMENTS>;

/** A quantity at some number of classes, on the line through what was measured; never below the least measured. */
export function atClasses(
  measured: readonly MeasuredMethod[],
  quantity: Exclude<keyof MeasuredMethod, "classes">,
  classes: number,
): number {
  const few = measured[0]!;
  const more = measured.at(-1)!;
  const min = Math.min(few[quantity], more[quantity]);
  if (few.classes === more.classes) return (few[quantity] * classes) / few.classes;
  const slope = (more[quantity] - few[quantity]) / (more.classes - few.classes);
  return Math.max(min, few[quantity] + slope * (classes - few.classes));
}

/** Where measurements of a model are kept: they are this machine's. */
export function measurementsFile(weightsHash: string, backend: string): string {
  const key = canonicalHash({ weightsHash, backend, machine: hostname() });
  return join(folderOf("cache"), "measurements", `${key.slice(0, 16)}.json`);
}

/** Earlier measurements of a model on a backend of this machine, if there are any. */
export function readMeasurements(
  weightsHash: string,
  backend: string,
): Measurements | undefined {
  const path = measurementsFile(weightsHash, backend);
  if (!existsSync(path)) return undefined;
  return checked(MEASUREMENTS, readJson(path, "measurements"), "measurements", path);
}

/** Keeps measurements; methods that were not measured now stay as they were. */
export function keepMeasurements(found: Measurements): Measurements {
  const { weightsHash, backend } = found;
  const before = readMeasurements(weightsHash, backend);
  const merged = {
    ...found,
    classes: { ...before?.classes, ...found.classes },
    methods: { ...before?.methods, ...found.methods },
  };
  writeJsonAtomic(measurementsFile(weightsHash, backend), merged);
  return merged;
}

/** Most memory of a worker on each of some runs, bytes, where their methods and data sets were measured. */
export function measuredPeaks(specs: readonly RunSpec[]): readonly number[] {
  const known = new Map<string, Measurements | undefined>();
  return specs.flatMap((spec) => {
    const { weightsHash, dataHash } = spec;
    if (!known.has(weightsHash)) {
      known.set(weightsHash, readMeasurements(weightsHash, requestedBackend()));
    }
    const measured = known.get(weightsHash);
    const method = measured?.methods[methodName(spec)];
    const classes = measured?.classes[dataHash];
    if (method === undefined || classes === undefined) return [];
    return [atClasses(method, "peakBytes", classes)];
  });
}
