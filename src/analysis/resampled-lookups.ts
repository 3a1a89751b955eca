import { sha256 } from "../files/hash";
import { type BinOptions, binSettings } from "../metrics/binned/bins";
import {
  drawn,
  type PendingResample,
  type Resample,
  type ResampleBatch,
} from "../numeric/resamples";
import {
  bootstrapUnits,
  isOfSamples,
  lookups,
  type Lookups,
  meanOverRuns,
  withBoth,
} from "./lookup";
import { type Group, groupsOf } from "./lookup-groups";
import type { Method } from "./methods";
import { keepSeries, knownSeries } from "./known-series";
import type { Quantity } from "./quantity";
import type { ClassSetScores, RunGrid } from "./runs/evaluated-run";

/** A bootstrap's sequence of resamples. With the grid's units it says which ones are drawn. */
export interface ResampleSequence {
  /** What its random stream was seeded with. */
  readonly stream: readonly (string | number)[];
  readonly resamples: number;
}

/**
 * Statistics of a grid under the resamples of a bootstrap. A figure, the sentence below it and the next notebook ask for
 * the same ones: those of all resamples are kept by what they depend on, and found again without a draw.
 * @param groups of the grid with these options
 */
export function resampledLookups(
  grid: RunGrid,
  options: BinOptions,
  { stream, resamples }: ResampleSequence,
  groups = groupsOf(grid, options),
): (resample: PendingResample) => Lookups {
  const whole = lookups(grid, options, groups);
  const sequence = sha256(JSON.stringify([stream, resamples, bootstrapUnits(grid)]));
  const all = new Map<string, Series>();
  const seriesOf = (quantity: Quantity, method: Method, classSet: "base" | "new") => {
    const kind = isOfSamples(quantity) ? "samples" : quantity;
    const name = `${method} ${classSet} ${kind}`;
    let series = all.get(name);
    if (series === undefined) {
      const group = groups(method, classSet);
      const content = isOfSamples(quantity)
        ? [classSet, binSettings(options), ...hashesOf(group)]
        : group.perRun(quantity);
      const key = `${sequence} ${JSON.stringify(content)}`;
      series = isOfSamples(quantity)
        ? new Series(key, CALIBRATION.length, resamples, (some) =>
            calibrationOf(group, some),
          )
        : new Series(key, 1, resamples, (some) =>
            some.map((resample) => [meanOverRuns(group.perRun(quantity), resample)]),
          );
      all.set(name, series);
    }
    return series;
  };
  return (resample) => {
    if (resample.index < 0) return whole(drawn(resample));
    const by = (average: keyof Lookups) =>
      withBoth((quantity, method, classSet) => {
        const offset = isOfSamples(quantity) ? offsetOf(average, quantity) : 0;
        return seriesOf(quantity, method, classSet).at(resample, offset);
      });
    return { datasetMean: by("datasetMean"), pooled: by("pooled") };
  };
}

/** What one pass over the samples gives. */
const CALIBRATION = (["datasetMean", "pooled"] as const).flatMap((average) =>
  (["accuracy", "gap", "ece"] as const).map((quantity) => [average, quantity] as const),
);

function offsetOf(average: keyof Lookups, quantity: Quantity): number {
  return CALIBRATION.findIndex(([of, each]) => of === average && each === quantity);
}

/** The numbers of one pass over the samples of each resample. */
function calibrationOf({ calibration }: Group, resamples: readonly Resample[]): Rows {
  return calibration(resamples).map((found) =>
    CALIBRATION.map(([average, quantity]) => found[average][quantity]),
  );
}

/** Some numbers of each resample. */
type Rows = readonly (readonly number[])[];

/** Some numbers of each resample, as far as they were asked for. */
class Series {
  private readonly values: Float64Array;
  private readonly known: Uint8Array;
  private missing: number;

  constructor(
    private readonly key: string,
    private readonly width: number,
    resamples: number,
    private readonly compute: (resamples: readonly Resample[]) => Rows,
  ) {
    const kept = knownSeries(key);
    this.values = kept ?? new Float64Array(width * resamples);
    this.missing = kept === undefined ? resamples : 0;
    this.known = new Uint8Array(this.missing);
  }

  /** A number of a resample; where it is not known, all of it and of its batch are computed. */
  at({ index, batch }: PendingResample, offset: number): number {
    if (this.missing > 0 && this.known[index] === 0) this.fill(batch());
    return this.values[this.width * index + offset]!;
  }

  private fill({ first, resamples }: ResampleBatch): void {
    this.compute(resamples).forEach((row, at) => {
      this.values.set(row, this.width * (first + at));
      this.known[first + at] = 1;
    });
    this.missing -= resamples.length;
    if (this.missing === 0) keepSeries(this.key, this.values);
  }
}

/** What calibration depends on of each run. */
function hashesOf({ cells }: Group): readonly string[] {
  return cells.flat().map((scores) => {
    const hash = hashes.get(scores) ?? hashOf(scores);
    hashes.set(scores, hash);
    return hash;
  });
}

const hashes = new WeakMap<ClassSetScores, string>();

function hashOf({ confidence, correct }: ClassSetScores): string {
  return sha256(
    Buffer.concat([
      Buffer.from(confidence.buffer, confidence.byteOffset, confidence.byteLength),
      Buffer.from(correct.buffer, correct.byteOffset, correct.byteLength),
    ]),
  );
}
