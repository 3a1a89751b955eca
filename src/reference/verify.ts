import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { parseArchitecture } from "../encoders/towers/architecture";
import { loadClip } from "../encoders/towers/clip-model";
import { mismatch, oneOf, PromptcalError } from "../errors/promptcal-error";
import { readJson } from "../files/json/parse-json";
import { seededRandom } from "../random/random";
import { tf } from "../engine/tf";
import { optimizerStart, update } from "../training/optimizer";
import {
  hasTrace,
  readTraces,
  traceParameters,
  traceTensor,
  traceValues,
} from "./reference-trace";
import { OPTIMIZERS } from "../methods/training-options";
import { measureStep } from "../training/step";
import { allowed, TRACE_TOLERANCES, type Tolerance } from "./trace-tolerance";
import { TRACE_BUILDERS } from "./traces";
import { traceNames, type TracedTuner, type TraceRequest } from "./traces/traced-tuner";
import { traceImages, type TraceImages } from "./traces/trace-images";
import type { ParameterValues, Tuner } from "../methods/tuner";

/** One number compared with the reference's. */
export interface VerifyRow {
  readonly method: string;
  readonly quantity: string;
  readonly maxAbsDiff: number;
  readonly tolerance: number;
  readonly pass: boolean;
}

export interface Verification {
  readonly rows: readonly VerifyRow[];
  /** Traces of methods that are not ours. */
  readonly notCovered: readonly string[];
}

/**
 * Replays the reference traces of every method that we have on the active backend: start, first
 * gradient, every loss, final parameters, and features and logits of base and new classes.
 * @param folder files as described in `reference-trace.ts`; sizes, seeds and names may be any
 */
export async function verifyTraces(folder: string): Promise<Verification> {
  const traces = readTraces(folder);
  const sizes = join(folder, "clip-tiny.json");
  const model = loadClip(
    join(folder, "clip-tiny.safetensors"),
    parseArchitecture(readJson(sizes, "architecture"), sizes),
  );
  const covered = ([, { config }]: (typeof methods)[number]): boolean =>
    Object.hasOwn(TRACE_BUILDERS, config.trainer);
  const methods = Object.entries(traces.methods);
  if (!methods.some(covered)) {
    throw new PromptcalError(
      `reference traces: expected a method of ${Object.keys(TRACE_BUILDERS).join(", ")}, got none (${folder})`,
    );
  }
  const images = traceImages(traces, model);
  const rows: VerifyRow[] = [];
  for (const [method, trace] of methods.filter(covered)) {
    rows.push(...verifyMethod({ method, trace, traces, model }, images));
    // WebGPU's buffers are not collected before the running code pauses.
    await setImmediate();
  }
  images.dispose();
  return {
    rows,
    notCovered: methods.filter((entry) => !covered(entry)).map(([name]) => name),
  };
}

type Values = Readonly<Record<string, ParameterValues>>;

function verifyMethod(request: TraceRequest, images: TraceImages): VerifyRow[] {
  const { method, trace, traces } = request;
  const traced = TRACE_BUILDERS[trace.config.trainer]!(request);
  const compare = comparer(request);
  const { tuner } = traced;
  const parameters = startOf(request, tuner);
  const start = tuner.init(seededRandom("not used"));
  for (const name of traced.fixedStart ?? []) {
    compare(`init.${name}`, start[name]!.data, TRACE_TOLERANCES.start);
  }
  const average = replay(request, traced, images, parameters, compare);
  const last = average === undefined ? "final" : "last_iterate";
  for (const [name, { data }] of Object.entries(parameters)) {
    compare(`${last}.${name}`, data, TRACE_TOLERANCES.parameters(trace));
  }
  for (const [name, { data }] of Object.entries(average ?? {})) {
    compare(`final.${name}`, data, TRACE_TOLERANCES.parameters(trace));
  }
  for (const classSet of ["base", "new"] as const) {
    if (!hasTrace(traces, `${method}.${classSet}.logits`)) continue;
    const names = traceNames(method, traces.classNames[classSet]);
    const found = predict(traced, average ?? parameters, images, classSet, names);
    const { features, logits } = TRACE_TOLERANCES;
    compare(`${classSet}.image_features`, found.images, features(trace, "image_features"));
    compare(`${classSet}.text_features`, found.text, features(trace, "text_features"));
    compare(`${classSet}.logits`, found.logits, logits(trace));
  }
  traced.dispose?.();
  tuner.dispose();
  return compare.rows;
}

/** Takes the trace's steps; parameters change in place. @returns their average, where the trace has one */
function replay(
  { method, trace, traces }: TraceRequest,
  traced: TracedTuner,
  images: TraceImages,
  parameters: Values,
  compare: Compare,
): Values | undefined {
  const { tuner } = traced;
  const { name, momentum, weight_decay: weightDecay, eps: epsilon } = trace.optimizer;
  const optimizer = {
    optimizer: oneOf(name, OPTIMIZERS, `optimizer of ${method}`),
    momentum: momentum ?? 0,
    weight_decay: weightDecay,
    ...(epsilon === undefined ? {} : { epsilon }),
  };
  const weights = trace.gpa_weights && tuner.training?.epochWeights?.(trace.loss.length);
  const sums = optimizerStart(parameters, "sgd").velocity;
  let memory = optimizerStart(parameters, optimizer.optimizer);
  trace.loss.forEach((expected, step) => {
    const batch = images.batch(tuner.imageInput, traces.batches[step]!, step);
    const result = measureStep(tuner, parameters, batch, traced.terms?.(step) ?? []);
    batch.images.dispose();
    if (step === 0) {
      for (const [parameter, gradient] of Object.entries(result.gradients)) {
        if (!hasTrace(traces, `${method}.grad0.${parameter}`)) continue;
        compare(`grad0.${parameter}`, gradient, TRACE_TOLERANCES.gradient);
      }
    }
    const tolerance = TRACE_TOLERANCES.loss(trace, step);
    compare.number(`loss[${step}]`, result.loss, expected, tolerance);
    const rate = trace.lr_per_step[step]!;
    memory = update(parameters, memory, result.gradients, rate, optimizer);
    if (weights === undefined) return;
    for (const [key, sum] of Object.entries(sums)) {
      parameters[key]!.data.forEach((value, i) => (sum[i]! += weights[step]! * value));
    }
  });
  if (weights === undefined) return undefined;
  const averages = Object.entries(parameters).map(([key, { shape }]) => [
    key,
    { shape, data: sums[key]! },
  ]);
  return Object.fromEntries(averages) as Values;
}

/** The trace's start values, for the parameters that our tuner has. */
function startOf({ method, traces }: TraceRequest, tuner: Tuner): Values {
  const expected = traceParameters(traces, method);
  const shapes = (names: readonly string[], shapeOf: (name: string) => unknown): string =>
    names.map((name) => `${name} [${String(shapeOf(name))}]`).join(", ");
  const values = Object.fromEntries(
    expected.map((name) => [name, traceTensor(traces, `${method}.init.${name}`)]),
  );
  const ours = tuner.init(seededRandom("not used"));
  const want = shapes([...expected].sort(), (name) => values[name]!.shape);
  const got = shapes(Object.keys(ours).sort(), (name) => ours[name]!.shape);
  if (want === got) return values;
  throw mismatch({ what: `parameters of ${method}`, expected: want, got });
}

function predict(
  { tuner, textOfLastImage }: TracedTuner,
  values: Values,
  images: TraceImages,
  classSet: "base" | "new",
  names: readonly string[],
): Readonly<Record<"images" | "text" | "logits", Float32Array>> {
  return tf.tidy(() => {
    const parameters = Object.fromEntries(
      Object.entries(values).map(([name, { shape, data }]) => [
        name,
        tf.tensor(data, [...shape]),
      ]),
    );
    const seen = images.all(tuner.imageInput, classSet);
    const queries =
      textOfLastImage === true ? tf.slice(seen, seen.shape[0]! - 1, 1) : undefined;
    return {
      images: tuner.imageFeatures(parameters, seen).dataSync<"float32">().slice(),
      text: tuner.textFeatures(parameters, names, queries).dataSync<"float32">().slice(),
      logits: tuner.logits(parameters, seen, names).dataSync<"float32">().slice(),
    };
  });
}

interface Compare {
  (quantity: string, got: ArrayLike<number>, tolerance: Tolerance): void;
  number(quantity: string, got: number, expected: number, tolerance: Tolerance): void;
  readonly rows: VerifyRow[];
}

/** Collects comparisons with the tensors of a method. */
function comparer({ method, traces }: TraceRequest): Compare {
  const rows: VerifyRow[] = [];
  const add = (
    quantity: string,
    maxAbsDiff: number,
    largest: number,
    tolerance: Tolerance,
  ): void => {
    const max = allowed(tolerance, largest);
    rows.push({
      ...{ method, quantity, maxAbsDiff },
      tolerance: max,
      pass: maxAbsDiff <= max,
    });
  };
  const compare = (
    quantity: string,
    got: ArrayLike<number>,
    tolerance: Tolerance,
  ): void => {
    const expected = traceValues(traces, `${method}.${quantity}`);
    let difference = got.length === expected.length ? 0 : Infinity;
    let largest = 0;
    expected.forEach((value, i) => {
      const apart = Math.abs(got[i]! - value);
      difference = apart <= difference ? difference : apart;
      largest = Math.max(largest, Math.abs(value));
    });
    add(quantity, difference, largest, tolerance);
  };
  return Object.assign(compare, {
    rows,
    number: (quantity: string, got: number, expected: number, tolerance: Tolerance) =>
      add(quantity, Math.abs(got - expected), Math.abs(expected), tolerance),
  });
}
