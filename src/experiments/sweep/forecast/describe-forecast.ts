import { methodName } from "../../spec/spec";
import { describeSeconds } from "../sweep-state";
import { totalOf, type Forecast } from "./forecast";

/**
 * `180 runs; about 25 min on one worker, by 60 earlier runs of this suite; up to 0.4 GB a worker; about 18 MB of
 * results`. Where some runs have more classes than memory was measured with, it is `at least 0.4 GB a worker`.
 */
export function describeForecast(plan: Forecast): string {
  const { runs, earlier, measured, seconds, unknown, bytes, peakBytes, peaksKnown } = plan;
  if (runs.length === 0) return "0 runs";
  const parts = [`${runs.length} ${runs.length === 1 ? "run" : "runs"}`];
  const isKnown = unknown.length < new Set(runs.map(({ spec }) => methodName(spec))).size;
  const basis = [
    ...(measured ? ["measured steps"] : []),
    ...(earlier > 0
      ? [`${earlier} earlier ${earlier === 1 ? "run" : "runs"} of this suite`]
      : []),
  ];
  if (isKnown) {
    parts.push(
      `about ${describeSeconds(seconds)} on one worker, by ${basis.join(" and ")}`,
    );
  }
  if (unknown.length > 0) {
    const whose = isKnown ? ` of ${unknown.join(", ")}` : "";
    parts.push(`time${whose} unknown, sweep plan --measure tells it`);
  }
  if (peakBytes !== undefined) {
    const bound = peaksKnown ? "up to" : "at least";
    parts.push(`${bound} ${describeBytes(peakBytes)} a worker`);
  }
  parts.push(`about ${describeBytes(bytes.results)} of results`);
  if (bytes.cache > 0) parts.push(`${describeBytes(bytes.cache)} of kept features`);
  return parts.join("; ");
}

/** A forecast by method, and what the methods share, as rows of a table with its head. */
export function forecastRows(plan: Forecast): readonly (readonly string[])[] {
  const methods = [...new Set(plan.runs.map(({ spec }) => methodName(spec)))];
  const rows = methods.map((method) => {
    const runs = plan.runs.filter(({ spec }) => methodName(spec) === method);
    const own = totalOf(
      runs.map((run) => ({ ...run, encodings: [] })),
      plan,
    );
    const time = own.unknown.length > 0 ? "unknown" : describeSeconds(own.seconds);
    const { results } = own.bytes;
    return [method, String(runs.length), time, describeMemory(own), describeBytes(results)];
  });
  const shared = (["images", "nouns"] as const).flatMap((kind) => {
    const some = plan.encodings.filter((encoding) => encoding.kind === kind);
    if (some.length === 0) return [];
    const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
    const seconds = describeSeconds(sum(some.map((encoding) => encoding.seconds)));
    const bytes = describeBytes(sum(some.map((encoding) => encoding.bytes)));
    return [[`encoding ${kind}, once`, "", seconds, "", bytes]];
  });
  return [["method", "runs", "time", "memory", "disk"], ...rows, ...shared];
}

/** `2.3 GB`, `at least 2.3 GB` where some runs have more classes than were measured, or `not measured`. */
function describeMemory({ peakBytes, peaksKnown }: Forecast): string {
  if (peakBytes === undefined) return "not measured";
  return `${peaksKnown ? "" : "at least "}${describeBytes(peakBytes)}`;
}

/** `18 MB`, `2.3 GB`. */
export function describeBytes(bytes: number): string {
  const megabytes = bytes / 1e6;
  return megabytes < 1000
    ? `${Math.max(1, Math.round(megabytes))} MB`
    : `${(megabytes / 1000).toFixed(1)} GB`;
}
