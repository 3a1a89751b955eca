import { existsSync } from "node:fs";
import { join } from "node:path";
import { PromptcalError } from "../../../errors/promptcal-error";
import { checked } from "../../../files/json/checked";
import { readJson } from "../../../files/json/parse-json";
import { fields, type Infer } from "../../../files/json/schema";
import { mean } from "../../../numeric/mean";
import { PROVENANCE } from "../../run/provenance";
import { RUN_METRICS } from "../../run/run-metrics";
import { methodName, SPEC, type RunSpec } from "../../spec/spec";
import { peakBytesOf } from "../../store/run-log";
import { storedRunIds } from "../../store/store";
import { RESULT_FILE, runFolder } from "../../store/store-paths";
import { memoryAt, mostByClasses } from "./at-classes";
import { sizeOfResult, stepsOf, type RunSize } from "./run-size";

/**
 * Time and memory of a method in finished runs of a store. Only runs of the same suite, weights and backend count: a step of
 * another model takes another time.
 */
export interface EarlierRuns {
  /** Runs that count for some of a plan's. */
  readonly count: number;
  /** Seconds of a run; undefined where the method has none that counts. */
  seconds(spec: RunSpec, size: RunSize): number | undefined;
  /** Most memory of a method's runs, bytes; undefined where none is known, or none with as many classes. */
  peakBytes(spec: RunSpec, size: RunSize): number | undefined;
}

/**
 * Text passes that a step takes beside those of its classes, in classes: measured of CoOp with ViT-B/16, 0.11 s and
 * 0.0086 s a class.
 */
const STEP_CLASSES = 13;

interface Earlier {
  readonly spec: RunSpec;
  readonly pace: number;
  /** Base classes of its data set. */
  readonly classes: number;
  readonly peakBytes: number | undefined;
}

/** What an estimate reads of a result. Its hashes are not checked, which would read predictions too. */
const FINISHED_RUN = fields({ spec: SPEC, metrics: RUN_METRICS, provenance: PROVENANCE });
type FinishedRun = Infer<typeof FINISHED_RUN>;

/** The runs of a store from which a plan can be forecast. */
export function earlierRuns(
  specs: readonly RunSpec[],
  store: string,
  backend: string,
): EarlierRuns {
  const planned = new Set(specs.map(modelKey));
  const counts = ({ spec, provenance }: FinishedRun): boolean =>
    planned.has(modelKey(spec)) &&
    provenance.backend === backend &&
    provenance.imported === undefined;
  const found = storedRunIds(store).flatMap((id) => earlierRun(store, id, counts));
  const byKey = new Map<string, Earlier[]>();
  for (const run of found) {
    for (const key of [methodKey(run.spec), datasetKey(run.spec)]) {
      const runs = byKey.get(key);
      if (runs === undefined) byKey.set(key, [run]);
      else runs.push(run);
    }
  }
  return {
    count: found.length,
    seconds: (spec, size) => {
      // Runs on the same data set are nearest; of others, the classes and steps scale.
      const runs = byKey.get(datasetKey(spec)) ?? byKey.get(methodKey(spec));
      return runs && mean(runs.map(({ pace }) => pace)) * workOf(spec, size);
    },
    peakBytes: (spec, { base }) => {
      const memory = (byKey.get(methodKey(spec)) ?? []).flatMap(({ classes, peakBytes }) =>
        peakBytes === undefined ? [] : [{ classes, peakBytes }],
      );
      return memoryAt(mostByClasses(memory), base.classes);
    },
  };
}

function modelKey({ suite, weightsHash }: RunSpec): string {
  return JSON.stringify([suite, weightsHash]);
}

function methodKey(spec: RunSpec): string {
  return `${modelKey(spec)} ${methodName(spec)}`;
}

function datasetKey(spec: RunSpec): string {
  return `${methodKey(spec)} ${spec.dataset}`;
}

/** Text passes of a run's training; test images of methods that train nothing, of which some test a sample. */
function workOf(spec: RunSpec, size: RunSize): number {
  const steps = stepsOf(spec, size);
  if (steps > 0) return steps * (size.base.classes + STEP_CLASSES);
  const most = Number(spec.recipe["test_images"] ?? Infinity);
  return Math.min(most, size.base.tests) + Math.min(most, size.new.tests);
}

/** A finished run's pace; nothing where its result is damaged or does not count. */
function earlierRun(
  store: string,
  id: string,
  counts: (result: FinishedRun) => boolean,
): readonly Earlier[] {
  const path = join(runFolder(store, id), RESULT_FILE);
  if (!existsSync(path)) return [];
  try {
    const result = checked(FINISHED_RUN, readJson(path, RESULT_FILE), RESULT_FILE, path);
    // The log is read only where it is needed.
    if (!counts(result)) return [];
    const { spec, provenance } = result;
    const peakBytes = peakBytesOf(store, id);
    const size = sizeOfResult(result);
    const pace = provenance.seconds / workOf(spec, size);
    const { classes } = size.base;
    return Number.isFinite(pace) ? [{ spec, pace, classes, peakBytes }] : [];
  } catch (error) {
    if (error instanceof PromptcalError) return [];
    throw error;
  }
}
