import type { Sample } from "../measure";

/** What a subject's process says about one work. */
export interface Answer {
  /** Each counted call. */
  readonly samples: readonly Sample[];
  /** Most memory that the process held, bytes. */
  readonly peakBytes: number;
  /** Most memory that it held on a GPU, bytes; only where it computes on one. */
  readonly deviceBytes?: number;
  /** What a person should know: library and version, threads. */
  readonly detail: string;
  /** Results that all subjects have to agree on, by name. */
  readonly results: Readonly<Record<string, number>>;
}
