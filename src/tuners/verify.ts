import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArchitecture } from "../encoders/architecture";
import { loadClip, type ClipModel } from "../encoders/clip-model";
import { handWrittenFeatures } from "../encoders/hand-written-prompts";
import { imageFeatures } from "../encoders/image-tower";
import { unitRows } from "../encoders/text-tower";
import { clipTokenizer } from "../encoders/tokenizer";
import { tf, type Tensor2D } from "../engine/tf";
import { PromptcalError } from "../numeric/errors";
import { seededRandom } from "../numeric/random";
import { tensorOf } from "../numeric/safetensors";
import { coop, CONTEXT, type CoopOptions } from "./coop";
import { dorTerm } from "./dor";
import { kgcoop } from "./kgcoop";
import { coveredTraces, readTraces, traceValues } from "./reference-trace";
import type { ReferenceTraces, TraceMethod } from "./reference-trace";
import { measureStep, update } from "./step";
import type { Batch, ParameterValues, TextTerm, Tuner, TunerSetting } from "./tuner";

/** One number compared with the reference's. */
export interface VerifyRow {
  readonly method: string;
  readonly quantity: string;
  readonly maxAbsDiff: number;
  readonly tolerance: number;
  readonly pass: boolean;
}

/** Tolerances relative to the largest value of the tensor (reference README, table of precision). */
const RELATIVE = {
  start: 1e-6,
  firstLoss: 1e-5,
  loss: 1e-4,
  gradient: 1e-4,
  final: 3e-4,
} as const;
/** Absolute tolerance of unit features. */
const FEATURES = 1e-5;
/** Multiple of torch's own float32 deviation that is allowed. */
const OWN_DEVIATIONS = 10;

/**
 * Replays the reference traces of CoOp, KgCoOp and both with DOR on the active backend: start,
 * first gradient, every loss, final parameters, and features and logits of base and new classes.
 * @param folder files as described in `reference-trace.ts`; sizes, seeds and names may be any
 */
export function verifyTraces(folder: string): readonly VerifyRow[] {
  const traces = readTraces(folder);
  const sizes = join(folder, "clip-tiny.json");
  const model = loadClip(
    join(folder, "clip-tiny.safetensors"),
    parseArchitecture(JSON.parse(readFileSync(sizes, "utf8")), sizes),
  );
  const names = coveredTraces(traces);
  if (names.length === 0) {
    throw new PromptcalError(
      `reference traces: expected one of CoOp or KgCoOp, got none (${folder})`,
    );
  }
  const images = encodeAll(traces, model);
  const rows = names.flatMap((name) => verifyMethod(name, traces, model, images));
  tf.dispose(Object.values(images));
  return rows;
}

type Images = Readonly<Record<"train" | "base" | "new", Tensor2D>>;

function verifyMethod(
  method: string,
  traces: ReferenceTraces,
  model: ClipModel,
  images: Images,
): VerifyRow[] {
  const trace = traces.methods[method]!;
  const rows: VerifyRow[] = [];
  const compare = (
    quantity: string,
    got: ArrayLike<number>,
    tolerance: Tolerance,
  ): void => {
    rows.push(comparison(method, quantity, got, traces, tolerance));
  };
  const { tuner, options } = tunerOf(trace, traces, model);
  const { shape } = tensorOf(
    traces.tensors,
    `${method}.init.${CONTEXT}`,
    undefined,
    traces.folder,
  );
  const data = traceValues(traces, `${method}.init.${CONTEXT}`);
  if (options.contextWords !== null) {
    const start = tuner.init(seededRandom("not used"))[CONTEXT]!;
    compare(`init.${CONTEXT}`, start.data, { relative: RELATIVE.start });
  }
  const state = {
    parameters: { [CONTEXT]: { shape, data } },
    velocity: { [CONTEXT]: new Float32Array(data.length) },
  };
  const optimizer = {
    momentum: trace.optimizer.momentum,
    weightDecay: trace.optimizer.weight_decay,
  };
  trace.loss.forEach((expected, step) => {
    const batch = batchOf(traces, images.train, step);
    const { terms, dispose } = termsOf(trace, step, model);
    const result = measureStep(tuner, state.parameters, batch, terms);
    if (step === 0) {
      compare(`grad0.${CONTEXT}`, result.gradients[CONTEXT]!, {
        relative: RELATIVE.gradient,
      });
    }
    const tolerance =
      (step === 0 ? RELATIVE.firstLoss : RELATIVE.loss) * Math.abs(expected);
    rows.push(row(method, `loss[${step}]`, Math.abs(result.loss - expected), tolerance));
    update(state, result.gradients, trace.lr_per_step[step]!, optimizer);
    batch.images.dispose();
    dispose();
  });
  compare(`final.${CONTEXT}`, state.parameters[CONTEXT]!.data, {
    relative: RELATIVE.final,
  });
  const own = trace.float32_max_abs_deviation;
  for (const split of ["base", "new"] as const) {
    const { features, logits } = predict(
      tuner,
      state.parameters[CONTEXT]!,
      images[split],
      traces.classNames[split],
    );
    compare(`${split}.text_features`, features, {
      absolute: Math.max(FEATURES, OWN_DEVIATIONS * (own["text_features"] ?? 0)),
    });
    compare(`${split}.logits`, logits, { absolute: OWN_DEVIATIONS * own["logits"]! });
  }
  tuner.dispose();
  return rows;
}

function tunerOf(
  trace: TraceMethod,
  { templates, classNames }: ReferenceTraces,
  model: ClipModel,
): { tuner: Tuner; options: CoopOptions } {
  const { config } = trace;
  const tokenizer = clipTokenizer();
  const setting: TunerSetting = {
    model,
    tokenizer,
    classNames: classNames.base,
    template: templates["kgcoop"]!,
  };
  const words = config.ctx_init === true ? "a photo of a" : config.ctx_init || null;
  const options = { context: config.n_ctx, contextWords: words, contextSd: 0 };
  if (!config.trainer.startsWith("KgCoOp"))
    return { tuner: coop(setting, options), options };
  const weight = config.w ?? trace.w!;
  return { tuner: kgcoop(setting, { ...options, weight }), options };
}

/** DOR's term of a step, if the trace has one, with the outliers it fixed. */
function termsOf(
  { config }: TraceMethod,
  step: number,
  model: ClipModel,
): { terms: readonly TextTerm[]; dispose: () => void } {
  const drawn = config.outlier_batch_per_step?.[step];
  if (drawn === undefined) return { terms: [], dispose: () => undefined };
  const template = config.outlier_template!;
  const frozen = handWrittenFeatures(model, clipTokenizer(), drawn, template);
  const all = Int32Array.from(drawn, (_, i) => i);
  return {
    terms: [dorTerm(all, drawn, frozen, config.dor_lambda!)],
    dispose: () => frozen.dispose(),
  };
}

function encodeAll(traces: ReferenceTraces, model: ClipModel): Images {
  const encode = (split: keyof Images): Tensor2D =>
    tf.tidy(() => {
      const { shape } = tensorOf(
        traces.tensors,
        `images.${split}`,
        undefined,
        traces.folder,
      );
      const values = traceValues(traces, `images.${split}`);
      const pixels = tf.tensor4d(values, shape as [number, number, number, number]);
      return unitRows(imageFeatures(model.imageTower, pixels));
    });
  return { train: encode("train"), base: encode("base"), new: encode("new") };
}

function batchOf(traces: ReferenceTraces, images: Tensor2D, step: number): Batch {
  const indices = traces.batches[step]!;
  const labels = traceValues(traces, "labels.train");
  return {
    images: tf.tidy(() => tf.gather(images, tf.tensor1d(indices, "int32"))),
    labels: Int32Array.from(indices, (i) => labels[i]!),
  };
}

function predict(
  tuner: Tuner,
  { data, shape }: ParameterValues,
  images: Tensor2D,
  names: readonly string[],
): { features: Float32Array; logits: Float32Array } {
  const context = tf.tensor(data, [...shape]);
  const features = tuner.textFeatures({ [CONTEXT]: context }, names);
  const logits = tuner.logits({ [CONTEXT]: context }, images, names);
  const out = {
    features: features.dataSync<"float32">().slice(),
    logits: logits.dataSync<"float32">().slice(),
  };
  tf.dispose([context, features, logits]);
  return out;
}

/** Absolute, or relative to the largest expected value. */
type Tolerance = { readonly absolute: number } | { readonly relative: number };

function comparison(
  method: string,
  quantity: string,
  got: ArrayLike<number>,
  traces: ReferenceTraces,
  tolerance: Tolerance,
): VerifyRow {
  const expected = traceValues(traces, `${method}.${quantity}`);
  let difference = got.length === expected.length ? 0 : Infinity;
  let largest = 0;
  expected.forEach((value, i) => {
    const apart = Math.abs(got[i]! - value);
    difference = apart <= difference ? difference : apart;
    largest = Math.max(largest, Math.abs(value));
  });
  const allowed =
    "absolute" in tolerance ? tolerance.absolute : tolerance.relative * largest;
  return row(method, quantity, difference, allowed);
}

function row(
  method: string,
  quantity: string,
  maxAbsDiff: number,
  tolerance: number,
): VerifyRow {
  return { method, quantity, maxAbsDiff, tolerance, pass: maxAbsDiff <= tolerance };
}
