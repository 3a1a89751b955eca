import type { RunSpec } from "../../spec/spec";
import type { SuiteLookup } from "../../suites/suite-lookup";
import type { SweepState } from "../sweep-state";
import type { PoolSize } from "./pool-size";

/** How to compute runs on this machine. */
export interface LocalOptions {
  readonly store: string;
  /** The suites that the specs name: where no run was measured, the size of their weights tells a worker's memory. */
  readonly suiteOf: SuiteLookup;
  /** Worker processes; one per core, or as many as fit into memory, by default. */
  readonly jobs?: number;
  /** Leave undecodable images out and list them in the results; by default the first one is an error. */
  readonly skipBadImages?: boolean;
  /** Stops the sweep; finished runs stay, unfinished ones go on next time. */
  readonly signal?: AbortSignal;
  /** Called with the number of workers and its reasons, where `jobs` does not say it. */
  readonly onPoolSize?: (size: PoolSize) => void;
  /** Called with the number of runs that come with promptcal and were brought to the store, if there are any. */
  readonly onShipped?: (count: number) => void;
  /** Called after every change. */
  readonly onState?: (state: SweepState) => void;
  /** A note for the user: a damaged run was moved, a run failed. */
  readonly onNote?: (text: string, spec: RunSpec) => void;
}

/** A run that could not be computed. */
export interface FailedRun {
  readonly spec: RunSpec;
  readonly message: string;
}

export interface SweepOutcome {
  /** Runs of the plan that are done now. */
  readonly done: number;
  /** Those of them that were computed by this call. */
  readonly computed: number;
  readonly failed: readonly FailedRun[];
  readonly interrupted: boolean;
}
