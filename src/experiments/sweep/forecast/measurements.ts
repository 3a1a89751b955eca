import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
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
import { memoryAt, mostByClasses, type MeasuredMemory } from "./at-classes";
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
  /** By method name, by rising number of classes. */
  methods: byName(list(MEASURED_METHOD)),
  /** Memory alone, where it was measured with other numbers of classes than time. */
  memory: v.optional(byName(list(fields({ classes: NUMBER, peakBytes: NUMBER })))),
});

/** What a few steps of a method took, in a process of its own with some number of base classes. */
export type MeasuredMethod = Infer<typeof MEASURED_METHOD>;
/** What one worker of this machine takes for a model on a backend. */
export type Measurements = Infer<typeof MEASUREMENTS>;

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

/**
 * Keeps measurements. Methods that were not measured now stay as they were, and so does what a method took with numbers of
 * classes that were not measured now: a plan of small data sets does not forget the memory of large ones.
 */
export function keepMeasurements(found: Measurements): Measurements {
  const { weightsHash, backend } = found;
  const before = readMeasurements(weightsHash, backend);
  const merged = {
    ...found,
    classes: { ...before?.classes, ...found.classes },
    methods: mergedByClasses(before?.methods, found.methods),
    ...(before?.memory === undefined && found.memory === undefined
      ? {}
      : { memory: mergedByClasses(before?.memory, found.memory ?? {}) }),
  };
  writeJsonAtomic(measurementsFile(weightsHash, backend), merged);
  return merged;
}

/** By method and rising number of classes, the later of two where both have one. */
function mergedByClasses<T extends { readonly classes: number }>(
  before: Readonly<Record<string, readonly T[]>> | undefined,
  now: Readonly<Record<string, readonly T[]>>,
): Record<string, T[]> {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(now)])];
  return Object.fromEntries(
    names.map((name) => {
      const all = [...(before?.[name] ?? []), ...(now[name] ?? [])];
      const byClasses = new Map(all.map((one) => [one.classes, one]));
      return [name, [...byClasses.values()].sort((a, b) => a.classes - b.classes)];
    }),
  );
}

/** The most memory of a method that was measured with each number of classes, by rising number. */
export function measuredMemory(
  { methods, memory }: Measurements,
  method: string,
): readonly MeasuredMemory[] {
  return mostByClasses([...(methods[method] ?? []), ...(memory?.[method] ?? [])]);
}

/** Memory of a worker on a run, as it was measured. */
export interface MeasuredPeak {
  readonly bytes: number;
  /** Whether the run has more classes than were measured, so that it may need more. */
  readonly isLeast: boolean;
}

/** Most memory of a worker on each of some runs, where their methods and data sets were measured. */
export function measuredPeaks(specs: readonly RunSpec[]): readonly MeasuredPeak[] {
  const known = new Map<string, Measurements | undefined>();
  return specs.flatMap((spec): readonly MeasuredPeak[] => {
    const { weightsHash, dataHash } = spec;
    if (!known.has(weightsHash)) {
      known.set(weightsHash, readMeasurements(weightsHash, requestedBackend()));
    }
    const measured = known.get(weightsHash);
    const classes = measured?.classes[dataHash];
    if (measured === undefined || classes === undefined) return [];
    const points = measuredMemory(measured, methodName(spec));
    if (points.length === 0) return [];
    const bytes = memoryAt(points, classes);
    const least = Math.max(...points.map(({ peakBytes }) => peakBytes));
    return [{ bytes: bytes ?? least, isLeast: bytes === undefined }];
  });
}
