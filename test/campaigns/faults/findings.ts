import type { ReliabilityRecord } from "../reliability/reliability-record";

/** What the campaign brought to light while it was written, and what keeps it away. */
export const FINDINGS: ReliabilityRecord["findings"] = [
  {
    what: "A process killed between writing its result and giving its lease back left lease, checkpoint or temporary file for good.",
    kept: "every launcher tidies the finished runs it passes over (`src/experiments/store/clean-up.ts`, `run.test.ts`).",
  },
  {
    what: "A worker that slept while another machine took its run over wrote a second result over the first.",
    kept: "a lease is asked whether it is still held before anything final is written (`run.test.ts`, `lease.test.ts`).",
  },
];
