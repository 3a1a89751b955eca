import type { ReliabilityRecord } from "../reliability/reliability-record";

/** Faults that the campaign found while it was written, and what prevents them now. */
export const FINDINGS: ReliabilityRecord["findings"] = [
  {
    what: "A process killed between writing its result and giving its lease back left lease, checkpoint or temporary file for good.",
    kept: "every launcher cleans up the finished runs that it skips (`src/experiments/store/clean-up.ts`, `run.test.ts`).",
  },
  {
    what: "A worker that was suspended while another machine took over its run wrote a second result over the first.",
    kept: "a worker checks that it still holds the lease before it writes a result (`run.test.ts`, `lease.test.ts`).",
  },
];
