import { pairedBootstrap, type Interval } from "../../numeric/bootstrap";
import { leastSquares } from "../../numeric/least-squares";
import { partialCorrelation } from "../../numeric/partial-correlation";
import { seededRandom } from "../../random/random";
import type { SpreadPoint, SpreadQuantity } from "./spread-points";

/** Of fewer data sets nothing follows: two have three different resamples, four have 35. */
export const MIN_SPREAD_DATASETS = 4;

/** Which changes against zero-shot CLIP are correlated. */
export interface CorrelationRequest {
  readonly x: SpreadQuantity;
  readonly y: SpreadQuantity;
  /** What is held; nothing by default: the plain correlation. */
  readonly given?: SpreadQuantity;
}

/** How to resample. */
export interface ResampleOptions {
  /** 2000 by default. */
  readonly resamples?: number;
}

/** A correlation over points, with its interval. */
export interface SpreadCorrelation extends Interval {
  readonly points: number;
  readonly datasets: number;
}

/** Fewer points than this have no correlation that means anything. */
const MIN_POINTS = 4;

/**
 * Correlation of two changes over points, plain or given a third, with a bootstrap interval over data sets: all points
 * of a drawn data set are drawn together.
 * @returns undefined where there are fewer than four points or two data sets
 */
export function spreadCorrelation(
  points: readonly SpreadPoint[],
  { x, y, given }: CorrelationRequest,
  { resamples = 2000 }: ResampleOptions = {},
): SpreadCorrelation | undefined {
  const groups = byDataset(points);
  if (points.length < MIN_POINTS || groups.length < 2) return undefined;
  const statistic = (some: readonly SpreadPoint[]): number => {
    const of = (quantity: SpreadQuantity) => some.map(({ change }) => change[quantity]);
    return given === undefined
      ? leastSquares(of(x), of(y)).correlation
      : partialCorrelation(of(x), of(y), of(given));
  };
  const interval = overDatasets(groups, (resample) => statistic(resample.flat()), {
    resamples,
    stream: `${x} ${y} ${given ?? ""}`,
  });
  return { ...interval, points: points.length, datasets: groups.length };
}

/**
 * Mean over data sets of the difference of two methods, or of a method's change against zero-shot CLIP, with a
 * bootstrap interval over data sets.
 * @param minus the other method; zero-shot CLIP when undefined
 * @returns undefined where the methods share no two data sets
 */
export function spreadDifference(
  points: readonly SpreadPoint[],
  quantity: SpreadQuantity,
  method: string,
  minus: string | undefined,
  { resamples = 2000 }: ResampleOptions = {},
): SpreadCorrelation | undefined {
  const differences = byDataset(points).flatMap((group) => {
    const of = (name: string) =>
      group.find((point) => point.method === name)?.change[quantity];
    const [own, other] = [of(method), minus === undefined ? 0 : of(minus)];
    return own === undefined || other === undefined ? [] : [own - other];
  });
  if (differences.length < 2) return undefined;
  const mean = (some: readonly number[]) =>
    some.reduce((sum, value) => sum + value, 0) / some.length;
  const stream = `${quantity} ${method} ${minus ?? ""}`;
  const interval = overDatasets(differences, mean, { resamples, stream });
  return { ...interval, points: differences.length, datasets: differences.length };
}

/** A statistic of data sets with its bootstrap interval. */
function overDatasets<T>(
  groups: readonly T[],
  statistic: (resample: readonly T[]) => number,
  { resamples, stream }: { readonly resamples: number; readonly stream: string },
): Interval {
  return pairedBootstrap({
    units: groups.map(() => ({ seeds: 1, samples: [] })),
    statistic: (resample) => [statistic(resample.map(({ unit }) => groups[unit]!))],
    random: seededRandom("spread", stream),
    resamples,
  })[0]!;
}

function byDataset(points: readonly SpreadPoint[]): readonly (readonly SpreadPoint[])[] {
  const names = [...new Set(points.map(({ dataset }) => dataset))];
  return names.map((name) => points.filter(({ dataset }) => dataset === name));
}
