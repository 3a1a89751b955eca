import type { ReliabilityRecord } from "../reliability/reliability-record";
import type { Compared } from "./compare-rows";

/** The section of docs/reliability.md on runs that went through Slurm. */
export function onSlurmRecord(
  compared: readonly Compared[],
  made: Pick<ReliabilityRecord, "commit" | "started" | "seconds" | "machine">,
): ReliabilityRecord {
  const total = (field: "planned" | "done" | "different"): number =>
    compared.reduce((sum, row) => sum + row[field], 0);
  return {
    title: "The plan of the paper on Slurm",
    command: "npm run on-slurm -- --folder FOLDER",
    about: [
      "Runs of the plan behind the committed tables, as tasks of job arrays through a one-machine Slurm, into an empty " +
        "store. Their rows (every number, and the SHA-256 of the predictions) are compared with those of " +
        "`figures/runs.csv`, which a local pool computed. One run of each method comes first, then a second of each, and " +
        "so on, so that every method is covered when time is short. An interrupted campaign resumes; date and seconds are " +
        "those of the last session.",
    ],
    ...made,
    tables: [
      {
        title: "Runs",
        columns: ["method", "of the plan", "through Slurm", "of these with other bytes"],
        rows: [
          ...compared.map(({ kind, planned, done, different }) => [
            kind,
            planned,
            done,
            different,
          ]),
          ["all", total("planned"), total("done"), total("different")],
        ],
      },
    ],
    findings: [],
  };
}
