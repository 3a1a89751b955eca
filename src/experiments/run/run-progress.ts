/** What a run is doing, in the order in which it does it; new views are encoded between epochs. */
export const PHASES = [
  "reading images",
  "encoding images",
  "encoding nouns",
  "tuning",
  "predicting",
  "writing",
] as const;
export type Phase = (typeof PHASES)[number];

/** How far a phase of a run is. */
export interface RunProgress {
  readonly phase: Phase;
  /** Images, nouns or optimiser steps done in this phase, and how many there are. */
  readonly done: number;
  readonly total: number;
}

/** Called often; a display may skip calls. */
export type OnProgress = (progress: RunProgress) => void;
