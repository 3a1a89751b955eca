import type { ReliabilityRecord } from "./reliability-record";

/** What the hostile input campaign leaves in `docs/reliability/fuzz.json`: one row of counts per reader. */
export interface FuzzRecord {
  readonly title: string;
  readonly measured: {
    /** Day, `2025-01-31`. */
    readonly date: string;
    readonly commit: string;
    readonly seed: number;
    readonly machine: string;
  };
  readonly rows: readonly FuzzRow[];
}

/** One reader's counts. */
export interface FuzzRow extends Readonly<Record<string, string | number>> {
  readonly target: string;
  readonly reads: string;
  readonly inputs: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly findings: number;
  readonly "slowest input, ms": number;
  readonly seconds: number;
}

/** The campaign's section of docs/reliability.md. */
export function fuzzSection({ title, measured, rows }: FuzzRecord): ReliabilityRecord {
  const { date, commit, seed, machine } = measured;
  const columns = Object.keys(rows[0] ?? {});
  const sum = (name: string): number =>
    rows.reduce((total, row) => total + Number(row[name] ?? 0), 0);
  const inputs = sum("inputs").toLocaleString("en-US");
  return {
    title,
    command: "npm run fuzz",
    about: [
      `Every reader of bytes from outside was given files that were altered with knowledge of their ` +
        `structure, ${inputs} inputs in all. Each had to be read, or refused with an error of ours that ` +
        "names what was expected, what came, and where: no crash, no hang over 5 s, no memory over 1 GiB, " +
        "no file outside its folder, no executed code.",
    ],
    seed,
    commit,
    started: date,
    seconds: sum("seconds"),
    machine,
    tables: [
      {
        title: "Inputs by reader",
        columns,
        rows: rows.map((row) => columns.map((name) => row[name] ?? "")),
        note: "Readers can be run one by one, each in its own sitting; date and commit are those of the last one.",
      },
    ],
    findings: [],
  };
}
