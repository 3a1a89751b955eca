import { ADAM, adamStep } from "../engine/optimisers/adam-arrays";
import { sgdStep } from "../engine/optimisers/sgd";
import type { TrainingOptions } from "../methods/training-options";
import type { ParameterValues } from "../methods/tuner";

/** How gradients become updates; as PyTorch's optimisers of these names. */
export type OptimizerOptions = Pick<
  TrainingOptions,
  "optimizer" | "momentum" | "weight_decay" | "epsilon"
>;

/** What an optimiser remembers, as long as the parameters it belongs to. */
export interface OptimizerState {
  /** Steps made. */
  readonly updates: number;
  /** Momentum of SGD, first moment of Adam; zeros at the start. */
  readonly velocity: Readonly<Record<string, Float32Array>>;
  /** Second moment of Adam and AdamW; empty for SGD. */
  readonly second: Readonly<Record<string, Float32Array>>;
}

/** The memory of an optimiser that has made no step. */
export function optimizerStart(
  parameters: Readonly<Record<string, ParameterValues>>,
  name: OptimizerOptions["optimizer"],
): OptimizerState {
  const zeros = (): Record<string, Float32Array> =>
    Object.fromEntries(
      Object.entries(parameters).map(([key, { data }]) => [
        key,
        new Float32Array(data.length),
      ]),
    );
  return { updates: 0, velocity: zeros(), second: name === "sgd" ? {} : zeros() };
}

/**
 * Applies one step's gradients; values and memory change in place.
 * @param factors on the rate, by parameter; 1 for those left out
 * @returns the memory with the step counted
 */
export function update(
  parameters: Readonly<Record<string, ParameterValues>>,
  state: OptimizerState,
  gradients: Readonly<Record<string, Float32Array>>,
  rate: number,
  {
    optimizer,
    momentum,
    weight_decay: weightDecay,
    epsilon = ADAM.epsilon,
  }: OptimizerOptions,
  factors: Readonly<Record<string, number>> = {},
): OptimizerState {
  const updates = state.updates + 1;
  for (const [name, { data }] of Object.entries(parameters)) {
    const own = rate * (factors[name] ?? 1);
    const gradient = gradients[name]!;
    const velocity = state.velocity[name]!;
    if (optimizer === "sgd")
      sgdStep(data, gradient, velocity, own, { momentum, weightDecay });
    else {
      const decoupled = optimizer === "adamw";
      const options = { ...ADAM, epsilon, weightDecay, decoupled };
      adamStep(data, gradient, velocity, state.second[name]!, updates, own, options);
    }
  }
  return { ...state, updates };
}
