import { setImmediate } from "node:timers/promises";
import { cosineRate } from "../engine/optimisers/cosine-schedule";
import { mismatch } from "../errors/promptcal-error";
import { mean } from "../numeric/mean";
import {
  randomFromState,
  seededRandom,
  shuffled,
  type SeededRandom,
} from "../random/random";
import { update, type OptimizerState } from "./optimizer";
import { measureStep } from "./step";
import type { TrainRequest } from "./train-request";
import type { EpochLine, TrainState } from "./train-state";
import { batches, batchOf, epochImages } from "./training-images";
import type { StepNumbers, WithinEpoch } from "./within-epoch";

/**
 * One epoch of training; changes the values of `state` in place.
 * @param epoch from 0
 * @param within where an interrupted epoch goes on
 * @returns what the history says of it, and the number of updates after it
 */
export async function trainEpoch(
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
