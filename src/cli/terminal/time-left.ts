import { describeSeconds } from "../../experiments/sweep/sweep-state";

/**
 * Time left of long work by its pace since the first call: `, about 8 min left`; nothing before the pace is known and
 * at the end.
 * @param now seconds of any clock
 */
export function timeLeft(
  now: () => number = () => performance.now() / 1000,
): (done: number, total: number) => string {
  let first: { readonly done: number; readonly at: number } | undefined;
  return (done, total) => {
    first ??= { done, at: now() };
    const pace = (now() - first.at) / (done - first.done);
    if (!Number.isFinite(pace) || done >= total) return "";
    return `, about ${describeSeconds(pace * (total - done))} left`;
  };
}
