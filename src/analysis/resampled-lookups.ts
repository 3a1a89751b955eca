import { sha256 } from "../files/hash";
import { type BinOptions, binSettings } from "../metrics/binned/bins";
import type { PendingResample } from "../numeric/bootstrap";
import { bootstrapUnits, isOfSamples, lookups, type Lookups, withBoth } from "./lookup";
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
  const drawn = lookups(grid, options, groups);
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
      const width = isOfSamples(quantity) ? CALIBRATION.length : 1;
      series = new Series(`${sequence} ${JSON.stringify(content)}`, width, resamples);
      all.set(name, series);
    }
    return series;
  };
  return ({ index, draw }) => {
    let plain: Lookups | undefined;
    const drawnLookups = (): Lookups => (plain ??= drawn(draw()));
    if (index < 0) return drawnLookups();
    const by = (average: keyof Lookups) =>
      withBoth((quantity, method, classSet) => {
        const series = seriesOf(quantity, method, classSet);
        if (!isOfSamples(quantity))
          return series.at(index, 0, () => [
            drawnLookups().datasetMean(quantity, method, classSet),
          ]);
        // All are of one pass over the samples.
        return series.at(index, offsetOf(average, quantity), () =>
          CALIBRATION.map(([of, each]) => drawnLookups()[of](each, method, classSet)),
        );
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

/** Some numbers of each resample, as far as they were asked for. */
class Series {
  private readonly values: Float64Array;
  private known: boolean;
  private readonly filled: Uint8Array;
  private missing: number;

  constructor(
    private readonly key: string,
    private readonly width: number,
    resamples: number,
  ) {
    const kept = knownSeries(key);
    this.known = kept !== undefined;
    this.values = kept ?? new Float64Array(width * resamples);
    this.filled = new Uint8Array(this.known ? 0 : resamples);
    this.missing = this.known ? 0 : resamples;
  }

  /** A number of a resample; all of it are computed where they are not known. */
  at(index: number, offset: number, compute: () => readonly number[]): number {
    const from = this.width * index;
    if (!this.known && this.filled[index] === 0) {
      this.values.set(compute(), from);
      this.filled[index] = 1;
      this.missing -= 1;
      if (this.missing === 0) {
        this.known = true;
        keepSeries(this.key, this.values);
      }
    }
    return this.values[from + offset]!;
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
