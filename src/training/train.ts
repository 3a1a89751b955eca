import { setImmediate } from "node:timers/promises";
import { cosineRate } from "../engine/optimisers/cosine-schedule";
import { mismatch } from "../errors/promptcal-error";
import {
  randomFromState,
  seededRandom,
  shuffled,
  type SeededRandom,
} from "../random/random";
import { mean } from "../numeric/mean";
import type { TrainingOptions } from "../methods/training-options";
import { optimizerStart, update, type OptimizerState } from "./optimizer";
import { measureStep } from "./step";
import type { EpochLine, TrainState } from "./train-state";
import {
  batches,
  batchOf,
  checkImages,
  epochImages,
  trainingSet,
  type TrainingImages,
} from "./training-images";
import type { StepNumbers, WithinEpoch } from "./within-epoch";
import type { Regulariser, Tuner } from "../methods/tuner";

/** Training images, and what to do with them. */
export interface TrainRequest extends TrainingImages {
  readonly tuner: Tuner;
  readonly regularisers: readonly Regulariser[];
  /** A last batch that is not full is left out, as in Dassl, unless it is the only one. */
  readonly options: TrainingOptions;
  /** Hash of everything that decides the result; guards against the state of another run. */
  readonly identity: string;
  readonly resume?: TrainState;
  /** The parameters of an earlier training; these are kept as they are, and no step is taken. */
  readonly learned?: TrainState["parameters"];
  /**
   * Numbers that go into an epoch's line, from the parameters after it; nothing where it returns
   * undefined. They are part of the state, so that a resumed training keeps them.
   */
  readonly measure?: (
    parameters: TrainState["parameters"],
    epoch: number,
  ) => EpochLine["measures"];
  readonly onEpoch?: (line: EpochLine) => void;
  /** Called as an epoch begins and after each optimiser step, with the steps done and all of them. */
  readonly onStep?: (done: number, total: number) => void;
  /** Called after each epoch, and when aborted with the state after the last step. */
  readonly onState?: (state: TrainState) => void;
  /** Called after each step of an unfinished epoch; the state that it makes is valid until the next step. */
  readonly onStepState?: (state: () => TrainState) => void;
  readonly signal?: AbortSignal;
}

/**
 * Trains a tuner. Shuffles, views and outliers of an epoch are drawn from streams named by seed and
 * epoch, so a resumed training takes the very steps of an unbroken one.
 * @throws the signal's reason when aborted, after at most one step
 */
export async function train(request: TrainRequest): Promise<TrainState> {
  const { tuner, regularisers, options } = request;
  checkImages(request);
  for (const regulariser of regularisers) regulariser.prepare(tuner);
  const observe = tuner.training?.observe;
  if (observe !== undefined) {
    const training = trainingSet(request);
    observe(training);
    training.images.dispose();
  }
  let state = startState(request);
  if (request.learned !== undefined) return { ...state, parameters: request.learned };
  while (state.epoch < options.epochs && Object.keys(state.parameters).length > 0) {
    const { within, ...start } = state;
    const next = copyOf(start);
    const { line, updates } = await trainEpoch(request, next, state.epoch, within);
    addEpoch(next, tuner, options.epochs);
    const history = [...state.history, line];
    state = { ...next, updates, epoch: line.epoch, history };
    request.onEpoch?.(line);
    request.onState?.(state);
  }
  return averaged(state);
}

/** Values of a finished training: of methods that average epochs, the averages. */
function averaged(state: TrainState): TrainState {
  if (state.epoch === 0) return state;
  const parameters = Object.entries(state.parameters).map(([name, { shape, data }]) => [
    name,
    { shape, data: state.average[name] ?? data },
  ]);
  return { ...state, parameters: Object.fromEntries(parameters) };
}

/** Adds an epoch's last values to the average of a method that has one. */
function addEpoch(state: TrainState, { training }: Tuner, epochs: number): void {
  const epochWeights = training?.epochWeights;
  if (epochWeights === undefined) return;
  const weight = epochWeights(epochs)[state.epoch]!;
  for (const [name, sum] of Object.entries(state.average)) {
    state.parameters[name]!.data.forEach((value, i) => (sum[i]! += weight * value));
  }
}

async function trainEpoch(
  request: TrainRequest,
  state: TrainState,
  epoch: number,
  within: WithinEpoch | undefined,
): Promise<{ line: EpochLine; updates: number }> {
  const { tuner, regularisers, options, labels, seed, signal } = request;
  const started = performance.now() - 1000 * (within?.seconds ?? 0);
  const secondsNow = (): number => (performance.now() - started) / 1000;
  const rate = cosineRate(epoch, {
    epochs: options.epochs,
    rate: options.learning_rate,
    warmupEpochs: options.warmup_epochs,
    warmupRate: options.warmup_rate,
  });
  const images = epochImages(request, epoch);
  let memory: OptimizerState = state;
  const random = await regulariserStream(request, epoch, within);
  const order = shuffled(
    Array.from(labels, (_, i) => i),
    seededRandom("batches", seed, epoch),
  );
  const results: StepNumbers[] = [...(within?.steps ?? [])];
  const inBatches = batches(order, options.batch);
  const before = epoch * inBatches.length;
  const steps = options.epochs * inBatches.length;
  request.onStep?.(before, steps);
  const stateAt = (words: readonly number[]): TrainState => ({
    ...{ ...state, updates: memory.updates },
    ...(results.length === 0
      ? {}
      : { within: { steps: [...results], random: words, seconds: secondsNow() } }),
  });
  const step = async (indices: readonly number[]): Promise<void> => {
    // Lets an abort through, a signal of the terminal or a message of the pool.
    await setImmediate();
    signal?.throwIfAborted();
    const position = { epoch, iteration: memory.updates };
    const terms = await Promise.all(
      regularisers.map((regulariser) => regulariser.draw(random, results.length === 0)),
    );
    const batch = await batchOf(request, images, indices, position);
    const result = measureStep(tuner, state.parameters, batch, terms);
    batch.images.dispose();
    for (const term of terms) if (term.kind === "images") term.dispose();
    if (!Number.isFinite(result.loss)) {
      throw mismatch({
        what: `loss of ${tuner.name} in epoch ${epoch + 1}`,
        expected: "a finite number",
        got: String(result.loss),
        fix: "lower learning_rate",
      });
    }
    memory = update(
      state.parameters,
      memory,
      result.gradients,
      rate,
      options,
      // Dassl's constant warm-up gives every parameter the same rate.
      epoch < options.warmup_epochs ? {} : tuner.training?.rateFactors,
    );
    const { loss, correct, parts } = result;
    results.push({ loss, correct, parts });
    request.onStep?.(before + results.length, steps);
  };
  for (const indices of inBatches.slice(results.length)) {
    const words = random.state();
    try {
      await step(indices);
    } catch (error) {
      // A step changes values at its very end, so that they are those before it.
      if (signal?.aborted === true) request.onState?.(stateAt(words));
      throw error;
    }
    if (results.length < inBatches.length) {
      request.onStepState?.(() => stateAt(random.state()));
    }
  }
  const seconds = secondsNow();
  const measures = request.measure?.(state.parameters, epoch + 1);
  const seen = results.length * Math.min(options.batch, labels.length);
  const line = {
    epoch: epoch + 1,
    loss: mean(results.map(({ loss }) => loss)),
    accuracy: results.reduce((sum, { correct }) => sum + correct, 0) / seen,
    learning_rate: rate,
    seconds,
    parts: Object.fromEntries(
      Object.keys(results[0]!.parts).map((name) => [
        name,
        mean(results.map(({ parts }) => parts[name]!)),
      ]),
    ),
    ...(measures === undefined ? {} : { measures }),
  };
  return { line, updates: memory.updates };
}

/**
 * The stream that regularisers draw from in an epoch. What one keeps for the whole epoch it draws at the first step, so
 * that this draw is repeated where an epoch goes on.
 */
async function regulariserStream(
  { regularisers, seed }: TrainRequest,
  epoch: number,
  within: WithinEpoch | undefined,
): Promise<SeededRandom> {
  const random = seededRandom("regularisers", seed, epoch);
  if (within === undefined) return random;
  for (const regulariser of regularisers) {
    const term = await regulariser.draw(random, true);
    if (term.kind === "images") term.dispose();
  }
  return randomFromState(within.random);
}

function startState({ tuner, options, seed, identity, resume }: TrainRequest): TrainState {
  if (resume === undefined) {
    const parameters = tuner.init(seededRandom("start", seed));
    const start = optimizerStart(parameters, options.optimizer);
    const average =
      tuner.training?.epochWeights === undefined
        ? {}
        : optimizerStart(parameters, "sgd").velocity;
    return { identity, epoch: 0, parameters, ...start, average, history: [] };
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
  const copied = (values: TrainState["velocity"]): TrainState["velocity"] =>
    Object.fromEntries(Object.entries(values).map(([name, data]) => [name, data.slice()]));
  return {
    ...state,
    parameters: Object.fromEntries(
      Object.entries(state.parameters).map(([name, { shape, data }]) => [
        name,
        { shape, data: data.slice() },
      ]),
    ),
    velocity: copied(state.velocity),
    second: copied(state.second),
    average: copied(state.average),
  };
}
