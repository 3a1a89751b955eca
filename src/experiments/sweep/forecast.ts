import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { mean } from "../../numeric/mean";
import { checked } from "../../files/checked";
import { readJson } from "../../files/parse-json";
import { fields, finiteNumber } from "../../files/schema";
import { methodName, SPEC, type RunSpec } from "../spec/spec";
import { storedRunIds } from "../store/store";
import { RESULT_FILE, runFolder } from "../store/store-paths";
import { describeSeconds } from "./sweep-state";

/** What the runs of a plan will take, as far as earlier runs of a store tell. */
export interface Forecast {
  readonly runs: number;
  /** Earlier runs that it rests on. */
  readonly earlier: number;
  /** Seconds on one worker, of the runs whose time is known. */
  readonly seconds: number;
  /** Methods of which nothing was computed yet, so that their time is unknown. */
  readonly unknown: readonly string[];
  /** Bytes on disk; undefined where the store has no run yet. */
  readonly bytes: number | undefined;
}

interface Earlier {
  readonly spec: RunSpec;
  readonly seconds: number;
  readonly bytes: number;
}

/**
 * Estimates a plan by the finished runs of a store: the mean of a method's runs on the same data set,
 * or else of all its runs, each scaled by epochs and shots; the room of a run by its data set.
 */
export function forecast(specs: readonly RunSpec[], store: string): Forecast {
  const earlier = storedRunIds(store).flatMap((id) => earlierRun(store, id));
  const paces = meansBy(earlier, ({ spec }) => [methodName(spec), cellOf(spec)], paceOf);
  const sizes = meansBy(
    earlier,
    ({ spec }) => [spec.dataset],
    ({ bytes }) => bytes,
  );
  const anySize = mean(earlier.map(({ bytes }) => bytes));
  const times = specs.map((spec) => {
    const pace = paces.get(cellOf(spec)) ?? paces.get(methodName(spec));
    return pace === undefined ? undefined : pace * workOf(spec);
  });
  const missing = specs.filter((_, index) => times[index] === undefined);
  const room = specs.map(({ dataset }) => sizes.get(dataset) ?? anySize);
  return {
    runs: specs.length,
    earlier: earlier.length,
    seconds: times.reduce<number>((sum, seconds) => sum + (seconds ?? 0), 0),
    unknown: [...new Set(missing.map(methodName))],
    bytes: earlier.length === 0 ? undefined : room.reduce((sum, bytes) => sum + bytes, 0),
  };
}

/** `180 runs; about 25 min on one worker, by 60 earlier runs; about 18 MB on disk`. */
export function describeForecast(plan: Forecast): string {
  const { runs, earlier, seconds, unknown, bytes } = plan;
  if (bytes === undefined) return `${runs} runs; time and disk unknown, no earlier runs`;
  const known = seconds > 0 ? [`about ${describeSeconds(seconds)} on one worker`] : [];
  const open = unknown.length > 0 ? [`time of ${unknown.join(", ")} unknown`] : [];
  const time = `${[...known, ...open].join(" and ")}, by ${earlier} earlier runs`;
  return `${runs} runs; ${time}; about ${describeBytes(bytes)} on disk`;
}

/** `18 MB`, `2.3 GB`. */
export function describeBytes(bytes: number): string {
  const megabytes = bytes / 1e6;
  return megabytes < 1000
    ? `${Math.max(1, Math.round(megabytes))} MB`
    : `${(megabytes / 1000).toFixed(1)} GB`;
}

/** Means of a value over the runs that share a key; a run may have several keys. */
function meansBy(
  runs: readonly Earlier[],
  keysOf: (run: Earlier) => readonly string[],
  valueOf: (run: Earlier) => number,
): ReadonlyMap<string, number> {
  const values = new Map<string, number[]>();
  for (const run of runs) {
    for (const key of keysOf(run)) {
      const list = values.get(key) ?? [];
      values.set(key, list);
      list.push(valueOf(run));
    }
  }
  return new Map([...values].map(([key, list]) => [key, mean(list)]));
}

/** Key of a method on a data set. */
function cellOf(spec: RunSpec): string {
  return JSON.stringify([methodName(spec), spec.dataset]);
}

/** Seconds of a run per unit of its work. */
function paceOf({ spec, seconds }: Earlier): number {
  return seconds / workOf(spec);
}

/** Training work in image passes per class; 1 for methods that train nothing. */
function workOf({ recipe, shots }: RunSpec): number {
  const epochs = Number(recipe["epochs"] ?? 0);
  return epochs > 0 ? epochs * shots : 1;
}

const EARLIER_RESULT = fields({
  spec: SPEC,
  provenance: fields({ seconds: finiteNumber() }),
});

/** A finished run's time and room; nothing where it is not whole. Hashes are not asked: it is an estimate. */
function earlierRun(store: string, id: string): readonly Earlier[] {
  const folder = runFolder(store, id);
  const path = join(folder, RESULT_FILE);
  if (!existsSync(path)) return [];
  try {
    const { spec, provenance } = checked(EARLIER_RESULT, readJson(path, RESULT_FILE), path);
    const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    return [{ spec, seconds: provenance.seconds, bytes }];
  } catch {
    return [];
  }
}
