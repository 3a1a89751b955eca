import type { RunSpec } from "../spec/spec";
import type { Suite } from "../suites/suite-definition";
import type { OnProgress } from "./run-progress";

/** Computes a run unless it is done. */
export type ExecuteRun = (
  spec: RunSpec,
  context: RunContext,
) => Promise<{ readonly state: "done" | "taken" }>;

export interface RunContext {
  /** Folder that runs are kept in. */
  readonly store: string;
  /** The spec's suite. */
  readonly suite: Suite;
  /** Index of the run in its plan, for the log. */
  readonly index?: number;
  /** Leave undecodable images out and list them in the result; by default the first one is an error. */
  readonly skipBadImages?: boolean;
  /** Stops the run at the next step; what is checkpointed is used next time. */
  readonly signal?: AbortSignal;
  /** Called when the run turns out to be ours to compute. */
  readonly onStart?: () => void;
  /** Called after each epoch, counted from 1. */
  readonly onEpoch?: (epoch: number, epochs: number) => void;
  /** Called with the progress of each phase, some of which take minutes to hours with large models. */
  readonly onProgress?: OnProgress;
  /** Computes another run, from which this one starts; set by `executeRun`. */
  readonly execute?: ExecuteRun;
  /** A note for the user: a damaged run was moved, a checkpoint was resumed. */
  readonly onNote?: (text: string) => void;
}
