import { methodName, type RunSpec } from "../spec/spec";
import { mean } from "../../numeric/mean";

/** Where a sweep stands; what progress displays show. */
export interface SweepState {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly running: number;
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

/** `12/180 done, 1 failed, 2 running, about 3 min left`. */
export function describeState(state: SweepState): string {
  const { total, done, failed, running, secondsLeft } = state;
  const parts = [`${done}/${total} done`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (running > 0) parts.push(`${running} running`);
  if (secondsLeft !== undefined && done + failed < total) {
    parts.push(`about ${describeSeconds(secondsLeft)} left`);
  }
  return parts.join(", ");
}

/** `40 s`, `3 min`, `2 h 10 min`. */
export function describeSeconds(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
