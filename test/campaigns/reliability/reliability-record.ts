/** One table of a campaign's section. */
export interface RecordTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** What a reader has to know of the numbers. */
  readonly note?: string;
}

/** What a campaign found out: one section of the page. */
export interface ReliabilityRecord {
  /** Heading of the section. */
  readonly title: string;
  /** Command that repeats the campaign. */
  readonly command: string;
  /** What was done and what had to hold, one paragraph each. */
  readonly about: readonly string[];
  /** Seed of all that was drawn at random; absent where nothing was. */
  readonly seed?: number | string;
  /** Git commit of the code; with `+` where files differed from it. */
  readonly commit: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly seconds: number;
  /** Cores, processor, operating system. */
  readonly machine: string;
  readonly tables: readonly RecordTable[];
  /** What the campaign found, and what keeps it from coming back: a test, a change. */
  readonly findings: readonly { readonly what: string; readonly kept: string }[];
}
