import { mismatch } from "../errors/promptcal-error";
import { seededRandom } from "../random/random";
import type { Tuner } from "../methods/tuner";
import { optimizerStart } from "./optimizer";
import { trainEpoch } from "./train-epoch";
import type { TrainRequest } from "./train-request";
import type { TrainState } from "./train-state";
import { checkImages, trainingSet } from "./training-images";

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
