import type { Sample } from "../measure";

/** What a subject's process says about one work. */
export interface Answer {
  /** Each counted call. */
  readonly samples: readonly Sample[];
  /** Most memory that the process held, bytes. */
  readonly peakBytes: number;
  /** What a person should know: library and version, threads. */
  readonly detail: string;
  /** Results that all subjects have to agree on, by name. */
  readonly results: Readonly<Record<string, number>>;
}
