import { describeSeconds } from "./sweep-state";
import type { SweepView } from "./sweep-watch";

/** What a display of a sweep shows: a line on the whole, and a table of what needs eyes. */
export interface SweepTable {
  readonly summary: string;
  readonly columns: readonly ["index", "run", "state", "where"];
  readonly rows: readonly (readonly [string, string, string, string])[];
  /** Rows that were left out. */
  readonly more: number;
}

/** Rows that a person can take in. */
const MAX_ROWS = 20;

/** A sweep for people: running runs first, then failed ones with the last line of what they said. */
export function describeSweep(view: SweepView): SweepTable {
  const running = view.running.map(
    ({ index, run, host, pid, epoch, epochs, phase = "running" }) =>
      [
        String(index),
        run,
        epoch === undefined ? phase : `epoch ${epoch} of ${epochs}`,
        `${host}:${pid}`,
      ] as const,
  );
  const failed = view.failed.map(
    ({ index, run, parked, lastLogLines }) =>
      [
        String(index),
        run,
        parked ? "parked" : "failed",
        lastLogLines.trim().split("\n").at(-1)!.slice(0, 120),
      ] as const,
  );
  const rows = [...running, ...failed];
  return {
    summary: summaryOf(view),
    columns: ["index", "run", "state", "where"],
    rows: rows.slice(0, MAX_ROWS),
    more: Math.max(0, rows.length - MAX_ROWS),
  };
}

function summaryOf({
  total,
  done,
  running,
  failed,
  missing,
  perMinute,
  secondsLeft,
}: SweepView): string {
  const parked = failed.filter((run) => run.parked).length;
  const parts = [
    `${done}/${total} done`,
    `${running.length} running`,
    `${failed.length - parked} failed`,
    `${parked} parked`,
    `${missing} missing`,
  ];
  if (perMinute !== undefined) parts.push(`${perMinute.toPrecision(3)} runs/min`);
  if (secondsLeft !== undefined) parts.push(`about ${describeSeconds(secondsLeft)} left`);
  return parts.join(", ");
}
