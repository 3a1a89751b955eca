import { setImmediate } from "node:timers/promises";
import { cosineRate, type CosineSchedule } from "../engine/cosine-schedule";
import type { SgdOptions } from "../engine/sgd";
import { tf } from "../engine/tf";
import { mismatch, PromptcalError } from "../numeric/errors";
import { randomInteger, seededRandom, shuffled } from "../numeric/random";
import { measureStep, update, type StepResult } from "./step";
import type { EpochLine, TrainState } from "./train-state";
import type { Batch, Regulariser, Tuner } from "./tuner";

export interface TrainOptions extends CosineSchedule, SgdOptions {
  /** Images per step; a last batch that is not full is left out, as in Dassl, unless it is the only one. */
  readonly batch: number;
}

/** Training images as unit features, and what to do with them. */
export interface TrainRequest {
  readonly tuner: Tuner;
  readonly regularisers: readonly Regulariser[];
  readonly options: TrainOptions;
  /** Views of the images, each flat [n, embed]; with several, each image's view is drawn per epoch. */
  readonly images: readonly Float32Array[];
  /** Length n. */
  readonly labels: Int32Array;
  readonly seed: number;
  /** Hash of everything that decides the result; guards against the state of another run. */
  readonly identity: string;
  readonly resume?: TrainState;
  readonly onEpoch?: (line: EpochLine) => void;
  /** Called after each epoch, and when aborted with the last finished epoch. */
  readonly onState?: (state: TrainState) => void;
  readonly signal?: AbortSignal;
}

/**
 * Trains a tuner. Shuffles, views and outliers of an epoch are drawn from streams named by seed and
 * epoch, so a resumed training takes the very steps of an unbroken one.
 * @throws the signal's reason when aborted, after at most one step
 */
export async function train(request: TrainRequest): Promise<TrainState> {
  const { tuner, regularisers, options, signal } = request;
  checkImages(request);
  for (const regulariser of regularisers) regulariser.prepare(tuner);
  let state = startState(request);
  while (state.epoch < options.epochs && Object.keys(state.parameters).length > 0) {
    const next = copyOf(state);
    const line = await trainEpoch(request, next, state.epoch).catch((error: unknown) => {
      if (signal?.aborted === true) request.onState?.(state);
      throw error;
    });
    state = { ...next, epoch: line.epoch, history: [...state.history, line] };
    request.onEpoch?.(line);
    request.onState?.(state);
  }
  return state;
}

async function trainEpoch(
  request: TrainRequest,
  state: TrainState,
  epoch: number,
): Promise<EpochLine> {
  const { tuner, regularisers, options, labels, seed, signal } = request;
  const started = performance.now();
  const rate = cosineRate(epoch, options);
  const images = epochImages(request, epoch);
  const dimension = images.length / labels.length;
  const random = seededRandom("regularisers", seed, epoch);
  const order = shuffled(
    Array.from(labels, (_, i) => i),
    seededRandom("batches", seed, epoch),
  );
  const results: StepResult[] = [];
  for (const indices of batches(order, options.batch)) {
    // Lets an abort through, a signal of the terminal or a message of the pool.
    await setImmediate();
    signal?.throwIfAborted();
    const batch = batchOf(images, labels, indices, dimension);
    const terms = regularisers.map((regulariser) => regulariser.draw(random));
    const result = measureStep(tuner, state.parameters, batch, terms);
    batch.images.dispose();
    if (!Number.isFinite(result.loss)) {
      throw mismatch({
        what: `loss of ${tuner.name} in epoch ${epoch + 1}`,
        expected: "a finite number",
        got: String(result.loss),
        fix: "lower learning_rate",
      });
    }
    update(state, result.gradients, rate, options);
    results.push(result);
  }
  const seen = results.length * Math.min(options.batch, labels.length);
  return {
    epoch: epoch + 1,
    loss: mean(results.map(({ loss }) => loss)),
    accuracy: results.reduce((sum, { correct }) => sum + correct, 0) / seen,
    learning_rate: rate,
    seconds: (performance.now() - started) / 1000,
    parts: Object.fromEntries(
      Object.keys(results[0]!.parts).map((name) => [
        name,
        mean(results.map(({ parts }) => parts[name]!)),
      ]),
    ),
  };
}

/** Consecutive batches of an order; a rest shorter than `size` is left out unless it is all there is. */
function batches(order: readonly number[], size: number): number[][] {
  const whole = Math.floor(order.length / size);
  if (whole === 0) return [[...order]];
  return Array.from({ length: whole }, (_, i) => order.slice(i * size, (i + 1) * size));
}

function batchOf(
  images: Float32Array,
  labels: Int32Array,
  indices: readonly number[],
  dimension: number,
): Batch {
  const rows = new Float32Array(indices.length * dimension);
  indices.forEach((i, row) =>
    rows.set(images.subarray(i * dimension, (i + 1) * dimension), row * dimension),
  );
  return {
    images: tf.tensor2d(rows, [indices.length, dimension]),
    labels: Int32Array.from(indices, (i) => labels[i]!),
  };
}

function epochImages({ images, labels, seed }: TrainRequest, epoch: number): Float32Array {
  if (images.length === 1) return images[0]!;
  const random = seededRandom("views", seed, epoch);
  const out = new Float32Array(images[0]!.length);
  const dimension = out.length / labels.length;
  for (let i = 0; i < labels.length; i++) {
    const view = images[randomInteger(images.length, random)]!;
    out.set(view.subarray(i * dimension, (i + 1) * dimension), i * dimension);
  }
  return out;
}

function startState({ tuner, seed, identity, resume }: TrainRequest): TrainState {
  if (resume === undefined) {
    const parameters = tuner.init(seededRandom("start", seed));
    const velocity = Object.fromEntries(
      Object.entries(parameters).map(([name, { data }]) => [
        name,
        new Float32Array(data.length),
      ]),
    );
    return { identity, epoch: 0, parameters, velocity, history: [] };
  }
  if (resume.identity === identity) return resume;
  throw mismatch({
    what: "training state to go on from",
    expected: `a state of this run (${identity.slice(0, 12)})`,
    got: resume.identity.slice(0, 12),
    fix: "remove the checkpoint",
  });
}

/** A deep copy: a step changes values in place, and a finished epoch's state must stay as it was. */
function copyOf(state: TrainState): TrainState {
  return {
    ...state,
    parameters: Object.fromEntries(
      Object.entries(state.parameters).map(([name, { shape, data }]) => [
        name,
        { shape, data: data.slice() },
      ]),
    ),
    velocity: Object.fromEntries(
      Object.entries(state.velocity).map(([name, data]) => [name, data.slice()]),
    ),
  };
}

function checkImages({ images, labels }: TrainRequest): void {
  if (labels.length === 0)
    throw new PromptcalError("training images: expected at least one, got none");
  const wrong = images.find(
    ({ length }) =>
      length === 0 || length % labels.length !== 0 || length !== images[0]!.length,
  );
  if (images.length > 0 && wrong === undefined) return;
  throw mismatch({
    what: "training images",
    expected: `views of ${labels.length} feature rows`,
    got: images.length === 0 ? "no view" : `${wrong!.length} values`,
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
