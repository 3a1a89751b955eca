import type { RunProgress } from "../run/run-progress";
import { methodName, type RunSpec } from "../spec/spec";
import { mean } from "../../numeric/mean";

/** Where a sweep stands; what progress displays show. */
export interface SweepState {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly running: number;
  /** Of running runs in a phase that lasts. */
  readonly progress?: readonly RunProgress[];
  /** Rough; undefined until a run of this sweep has finished. */
  readonly secondsLeft: number | undefined;
}

/**
 * Time left: each remaining run is taken to need the mean time of its method's finished runs, or of
 * all of them where its method has none yet.
 */
export class TimeEstimate {
  private readonly finished = new Map<string, number[]>();

  add(spec: RunSpec, seconds: number): void {
    const method = methodName(spec);
    this.finished.set(method, [...(this.finished.get(method) ?? []), seconds]);
  }

  /** Seconds that the runs need on that number of workers; undefined while nothing is known. */
  secondsFor(remaining: readonly RunSpec[], workers: number): number | undefined {
    const all = [...this.finished.values()].flat();
    if (all.length === 0) return undefined;
    const sum = remaining.reduce(
      (seconds, spec) => seconds + mean(this.finished.get(methodName(spec)) ?? all),
      0,
    );
    return sum / Math.max(1, Math.min(workers, remaining.length));
  }
}

/** `12/180 done, 1 failed, 2 running (tuning 120 of 8,000), about 3 min left`. */
export function describeState(state: SweepState): string {
  const { total, done, failed, running, progress = [], secondsLeft } = state;
  const parts = [`${done}/${total} done`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (running > 0) parts.push(`${running} running${phasesOf(progress)}`);
  if (secondsLeft !== undefined && done + failed < total) {
    parts.push(`about ${describeSeconds(secondsLeft)} left`);
  }
  return parts.join(", ");
}

/** ` (tuning 120 of 8,000; encoding nouns 2,048 of 116,135)`; nothing where no phase lasts. */
function phasesOf(progress: readonly RunProgress[]): string {
  if (progress.length === 0) return "";
  const phases = progress.map(({ phase, done, total }) => {
    const [some, all] = [done, total].map((count) => count.toLocaleString("en-US"));
    return `${phase} ${some} of ${all}`;
  });
  return ` (${phases.join("; ")})`;
}

/** Hours from which on minutes say nothing. */
const MANY_HOURS = 100;

/** `40 s`, `3 min`, `2 h 10 min`, `1,203 h`. */
export function describeSeconds(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  if (minutes >= MANY_HOURS * 60)
    return `${Math.round(minutes / 60).toLocaleString("en")} h`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
