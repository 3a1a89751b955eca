/**
 * How often do 95 % intervals of means of data sets hold the true value? Worlds are drawn from a
 * population of data sets whose values are known (from 1000 data sets with as many images each), and
 * resampled as real runs are. Compared are the centred intervals that promptcal uses, and percentile
 * and BCa intervals of the same resamples.
 *
 *     npx tsx benchmarks/interval-coverage.ts [worlds, 100] [data sets, 12] [images, 200]
 */
import { gridOf, type RunGrid } from "../src/analysis/runs/evaluated-run";
import { above, inequalityText, leftSide, term } from "../src/analysis/inequality";
import { bootstrapUnits, cellsOf, lookups } from "../src/analysis/lookup";
import { methods } from "../src/analysis/methods";
import { acceleration, bcaShare } from "../src/numeric/bca";
import {
  type BootstrapDistribution,
  bootstrapDistribution,
} from "../src/numeric/bootstrap";
import { centredInterval } from "../src/numeric/centred-interval";
import { quantileSorted } from "../src/numeric/quantile";
import { seededRandom } from "../src/random/random";
import { markdownTable } from "../src/report/tables/markdown-table";
import { paperStory, simulatedRuns, type World } from "../test/analysis/simulated-runs";

const [worlds = 100, datasets = 12, images = 200] = process.argv.slice(2).map(Number);
const population = { seeds: 3, datasetSd: 0.06, seedSd: 0.03 };
const resamples = 500;

const effects = [
  [term(1, "ece", "zeroshot", "new")],
  [term(1, "ece", "coop", "new")],
  [term(1, "ece", "coop", "new"), term(-1, "ece", "zeroshot", "new")],
  [term(1, "ece", "zeroshot", "new"), term(-1, "ece", "kgcoop", "new")],
  [term(1, "ece", "kgcoop", "base"), term(-1, "ece", "coop", "base")],
  [term(1, "ece", "coop", "new"), term(-1, "ece", "coop+dor", "new")],
  [term(1, "gap", "coop", "new")],
  [term(1, "accuracy", "zeroshot", "base")],
  [term(1, "accuracy", "coop+dor", "both"), term(-1, "accuracy", "coop", "both")],
].map((terms) => above(terms));

const worldOf = (world: World): RunGrid =>
  gridOf(simulatedRuns(paperStory, { ...population, images, ...world }), methods)!;

/** The effects as means of data sets, of whole data sets or of a resample. */
function statisticOf(grid: RunGrid) {
  const lookup = lookups(grid, {});
  return (resample: ReturnType<typeof cellsOf>): number[] => {
    const { datasetMean } = lookup(resample);
    return effects.map((effect) => leftSide(effect, datasetMean));
  };
}

type Ends = { readonly low: number; readonly high: number };

const kinds: Readonly<Record<string, (of: BootstrapDistribution, skew: number) => Ends>> = {
  centred: ({ effect, sorted }) => centredInterval(effect, sorted, 0.95),
  percentile: ({ sorted }) => ({
    low: quantileSorted(sorted, 0.025),
    high: quantileSorted(sorted, 0.975),
  }),
  BCa: ({ effect, sorted }, skew) => ({
    low: quantileSorted(sorted, bcaShare(0.025, effect, sorted, skew)),
    high: quantileSorted(sorted, bcaShare(0.975, effect, sorted, skew)),
  }),
};

const large = worldOf({ datasets: 1000, name: "population" });
const truth = statisticOf(large)(cellsOf(large));
const held = effects.map(() => Object.keys(kinds).map(() => 0));
for (let world = 0; world < worlds; world++) {
  const grid = worldOf({ datasets, name: world });
  const statistic = statisticOf(grid);
  const distributions = bootstrapDistribution({
    units: bootstrapUnits(grid),
    statistic,
    random: seededRandom("coverage", world),
    resamples,
  });
  const all = grid.datasets.map((_, unit) => unit);
  const jackknife = all.map((left) =>
    statistic(
      cellsOf(
        grid,
        all.filter((unit) => unit !== left),
      ),
    ),
  );
  distributions.forEach((distribution, k) => {
    const skew = acceleration(jackknife.map((values) => values[k]!));
    Object.values(kinds).forEach((interval, i) => {
      const { low, high } = interval(distribution, skew);
      if (low <= truth[k]! && truth[k]! <= high) held[k]![i]! += 1;
    });
  });
  process.stderr.write(`\r${world + 1} of ${worlds} worlds`);
}
process.stderr.write("\n");

console.log(
  markdownTable(
    ["effect", "true value", ...Object.keys(kinds)],
    effects.map((effect, k) => [
      inequalityText(effect).replace(" > 0", ""),
      `${(100 * truth[k]!).toFixed(2)} %`,
      ...held[k]!.map((count) => `${Math.round((100 * count) / worlds)} %`),
    ]),
  ),
);
