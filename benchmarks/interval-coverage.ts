/**
 * How often do the claims' 95 % intervals hold the true value? Worlds are drawn from a population
 * of data sets whose values are known (from 1000 large data sets), and judged as real runs are.
 *
 *     npx tsx benchmarks/interval-coverage.ts [worlds, 100 by default]
 */
import { inequalityText } from "../src/analysis/inequality";
import { judgeClaims } from "../src/report/claims/judge";
import { markdownTable } from "../src/report/tables/markdown-table";
import { paperStory, simulatedRuns } from "../test/analysis/simulated-runs";

const worlds = Number(process.argv[2] ?? 100);
const population = { seeds: 3, datasetSd: 0.06, seedSd: 0.03 };
const kinds = ["bca", "percentile"] as const;

const statementsOf = (judged: ReturnType<typeof judgeClaims>) =>
  judged.flatMap(({ claim, statements }) =>
    statements.map((statement) => ({ id: claim.id, ...statement })),
  );

const truth = statementsOf(
  judgeClaims(
    simulatedRuns(paperStory, {
      ...population,
      datasets: 1000,
      images: 400,
      name: "population",
    }),
    { resamples: 1, interval: "percentile" },
  ),
).map(({ pooled }) => pooled.effect);

const tallies = truth.map(() => ({ bias: 0, bca: 0, percentile: 0 }));
for (let world = 0; world < worlds; world++) {
  const runs = simulatedRuns(paperStory, {
    ...population,
    datasets: 12,
    images: 200,
    name: world,
  });
  for (const interval of kinds) {
    const judged = statementsOf(judgeClaims(runs, { interval, resamples: 500 }));
    judged.forEach(({ pooled: { effect, low, high } }, index) => {
      const tally = tallies[index]!;
      if (low <= truth[index]! && truth[index]! <= high) tally[interval] += 1 / worlds;
      if (interval === "bca") tally.bias += (effect - truth[index]!) / worlds;
    });
  }
  process.stderr.write(`\r${world + 1} of ${worlds} worlds`);
}
process.stderr.write("\n");

const named = statementsOf(
  judgeClaims(simulatedRuns(paperStory, { datasets: 1, seeds: 1, images: 10 }), {
    resamples: 1,
  }),
);
console.log(
  markdownTable(
    ["claim", "left side", "true value", "bias", "BCa coverage", "percentile coverage"],
    named.map(({ id, inequality }, index) => {
      const { bias, bca, percentile } = tallies[index]!;
      return [
        id,
        inequalityText(inequality).replace(/ [>≥].*/, ""),
        truth[index]!.toFixed(4),
        bias.toFixed(4),
        `${Math.round(bca * 100)} %`,
        `${Math.round(percentile * 100)} %`,
      ];
    }),
  ),
);
