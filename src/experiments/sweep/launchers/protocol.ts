import type { RunProgress } from "../../run/run-progress";
import type { RunSpec } from "../../spec/spec";

/** What the pool tells a worker. */
export type ToWorker =
  | {
      readonly kind: "run";
      readonly spec: RunSpec;
      readonly store: string;
      /** Index in the plan. */
      readonly index: number;
      readonly skipBadImages: boolean;
    }
  | { readonly kind: "stop" };

/** What a worker tells the pool. */
export type FromWorker =
  /** How far a phase of the run is that lasts. */
  | { readonly kind: "progress"; readonly progress: RunProgress }
  /** Something a person should know, for instance a damaged run set aside. */
  | { readonly kind: "note"; readonly text: string }
  /** The run is done; `computed` is false when it already was. */
  | { readonly kind: "done"; readonly computed: boolean; readonly seconds: number }
  /** Another process computes the run. */
  | { readonly kind: "taken" }
  | { readonly kind: "failed"; readonly message: string };
