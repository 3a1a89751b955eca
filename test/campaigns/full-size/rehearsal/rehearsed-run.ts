/** What a rehearsed run took, or why there is none. */
export interface RehearsedRun {
  readonly dataset: string;
  /** `coop+dor`. */
  readonly method: string;
  /** Why it did not end, in words; undefined where it did. */
  readonly failed?: string;
  /** Processor seconds by phase, on one thread. */
  readonly seconds: Readonly<Record<string, number>>;
  /** Processor seconds of an optimiser step, the first left out; undefined for methods that train nothing. */
  readonly step?: number;
  /** Most memory of the process, bytes. */
  readonly peakBytes: number;
  /** Bytes of the stored run. */
  readonly resultBytes?: number;
}
