import type { Resample } from "../../numeric/bootstrap";
import type { CalibrationInput } from "../calibration-input";
import { type BinOptions } from "./bins";
import { BinSums, binnedSamples, type Calibration, type SetOfSamples } from "./bin-sums";

/** Calibration over several data sets and seeds, averaged in both ways. */
export interface ResampledCalibration {
  /**
   * Of each data set and seed by itself, then the mean over data sets and seeds: what the paper
   * computes. The ECE of a data set of a few hundred samples has a floor (see `eceFloor`).
   */
  readonly datasetMean: Calibration;
  /**
   * Of the samples of all data sets together, seed by seed, then the mean over seeds. Its ECE has a
   * lower floor, but over- and underconfident data sets cancel.
   */
  readonly pooled: Calibration;
}

/**
 * Calibration of the test samples of several data sets under any resamples. Confidences are binned
 * once; a resample only adds up. Several at a time are faster: each data set and seed serves all while it is in
 * the processor's cache.
 * @param cells [data set][seed], as the resample's units and seeds count them; all data sets with
 *   the same number of seeds, all seeds of a data set with the same samples in the same order
 * @param pool which of the resample's pools the samples are (see `BootstrapUnit.samples`)
 */
export function resampledCalibration(
  cells: readonly (readonly CalibrationInput[])[],
  pool: number,
  options: BinOptions = {},
): (resamples: readonly Resample[]) => readonly ResampledCalibration[] {
  const prepared = cells.map((seeds) =>
    seeds.map((input) => binnedSamples(input, options)),
  );
  const { bins = 10 } = options;
  return (resamples) => {
    const { places, takes, count } = placesOf(resamples, cells, pool);
    const sums = new BinSums(count, bins);
    prepared.forEach((row, unit) =>
      row.forEach((samples, seed) => {
        sums.fill(samples, takes[unit]![seed]!);
      }),
    );
    const single = Array.from({ length: count }, (_, place) => sums.calibration(place));
    const slots = places[0]?.[0]?.length ?? 0;
    const pools = new BinSums(places.length * slots, bins);
    return places.map((drawn, r): ResampledCalibration => {
      const own = Array.from({ length: slots }, (_, slot) => r * slots + slot);
      for (const unit of drawn)
        own.forEach((set, slot) => pools.merge(set, sums, unit[slot]!));
      return {
        datasetMean: meanCalibration(drawn.flat().map((place) => single[place]!)),
        pooled: meanCalibration(own.map((set) => pools.calibration(set))),
      };
    });
  };
}

/** Where the sums of drawn samples stand. */
interface Places {
  /** [resample][drawn unit][drawn seed]; a seed that is drawn twice sees the same samples, and has one place. */
  readonly places: readonly (readonly (readonly number[])[])[];
  /** [unit][seed]: how often each sample was drawn, and the place of its sums. */
  readonly takes: readonly (readonly SetOfSamples[])[][];
  readonly count: number;
}

function placesOf(
  resamples: readonly Resample[],
  cells: readonly (readonly unknown[])[],
  pool: number,
): Places {
  const takes = cells.map((row) => row.map((): SetOfSamples[] => []));
  let count = 0;
  const places = resamples.map((resample) =>
    resample.map(({ unit, seeds, counts }) => {
      const own = new Map<number, number>();
      return Array.from(seeds, (seed) => {
        const known = own.get(seed);
        if (known !== undefined) return known;
        const place = count++;
        own.set(seed, place);
        takes[unit]![seed]!.push({ set: place, counts: counts[pool]! });
        return place;
      });
    }),
  );
  return { places, takes, count };
}

function meanCalibration(all: readonly Calibration[]): Calibration {
  const mean = (of: keyof Calibration): number =>
    all.reduce((sum, each) => sum + each[of], 0) / all.length;
  return { accuracy: mean("accuracy"), gap: mean("gap"), ece: mean("ece") };
}
