import type { Regulariser, Tuner } from "../methods/tuner";
import type { TrainingOptions } from "../methods/training-options";
import type { EpochLine, TrainState } from "./train-state";
import type { TrainingImages } from "./training-images";

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
