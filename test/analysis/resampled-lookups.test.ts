import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bootstrapUnits, type Lookups, lookups } from "../../src/analysis/lookup";
import { resampledLookups } from "../../src/analysis/resampled-lookups";
import { type EvaluatedRun, gridOf } from "../../src/analysis/runs/evaluated-run";
import type { Quantity } from "../../src/analysis/quantity";
import {
  drawn,
  pendingResamples,
  type PendingResample,
  type ResampleBatch,
} from "../../src/numeric/resamples";
import { seededRandom } from "../../src/random/random";
import { paperStory, simulatedRuns } from "./simulated-runs";

const METHODS = ["zeroshot", "coop"];
/** More than are drawn at a time. */
const RESAMPLES = 70;
const sequence = { stream: ["lookups", 1], resamples: RESAMPLES };
const runs = simulatedRuns(paperStory, { datasets: 3, seeds: 2, images: 40 });

/** All numbers of some lookups. */
function numbersOf({ datasetMean, pooled }: Lookups, quantities: readonly Quantity[]) {
  return quantities.flatMap((quantity) =>
    METHODS.flatMap((method) =>
      (["base", "new", "both"] as const).flatMap((classSet) =>
        [datasetMean, pooled].map((lookup) => lookup(quantity, method, classSet)),
      ),
    ),
  );
}

/** The numbers of every resample, as they are kept and as they are drawn, and how many were drawn for the former. */
function bothWays(
  of: readonly EvaluatedRun[],
  quantities: readonly Quantity[],
  bins = 10,
): { kept: number[][]; drawn: number[][]; draws: number } {
  const grid = gridOf(of, METHODS)!;
  const pending = (): ((index: number) => PendingResample) =>
    pendingResamples(bootstrapUnits(grid), seededRandom(...sequence.stream), RESAMPLES);
  const [first, second] = [pending(), pending()];
  const [known, plain] = [
    resampledLookups(grid, { bins }, sequence),
    lookups(grid, { bins }),
  ];
  const drawnFor = new Set<number>();
  const numbers = Array.from({ length: RESAMPLES }, (_, r) => {
    const { index, batch } = first(r);
    const counted = (): ResampleBatch => {
      const own = batch();
      own.resamples.forEach((_resample, at) => drawnFor.add(own.first + at));
      return own;
    };
    return [
      numbersOf(known({ index, batch: counted }), quantities),
      numbersOf(plain(drawn(second(r))), quantities),
    ] as const;
  });
  return {
    kept: numbers.map(([kept]) => kept),
    drawn: numbers.map(([, each]) => each),
    draws: drawnFor.size,
  };
}

describe("lookups under the resamples of a bootstrap", () => {
  it("are those of the drawn resamples, to the last bit, and are found again without a draw", () => {
    const first = bothWays(runs, ["ece", "fd"]);
    assert.deepEqual(first.kept, first.drawn);
    assert.equal(first.draws, RESAMPLES);
    // Evaluated again, as another notebook does: other objects with the same numbers.
    const again = bothWays(structuredClone(runs), ["ece", "fd"]);
    assert.deepEqual(again.kept, first.drawn);
    assert.equal(again.draws, 0);
    // One pass over the samples gives all three.
    const others = bothWays(runs, ["accuracy", "gap"]);
    assert.deepEqual(others.kept, others.drawn);
    assert.equal(others.draws, 0);
  });

  it("are computed again for other bins, and for runs of which one prediction has changed", () => {
    const bins = bothWays(runs, ["ece"], 5);
    assert.deepEqual(bins.kept, bins.drawn);
    assert.equal(bins.draws, RESAMPLES);
    const changed = structuredClone(runs);
    const { correct } = changed.find(({ method }) => method === "coop")!.new;
    correct[0] = 1 - correct[0]!;
    const own = bothWays(changed, ["ece"]);
    assert.deepEqual(own.kept, own.drawn);
    assert.equal(own.draws, RESAMPLES);
  });

  it("of base and of new classes differ where the samples are the same: each has its own draws", () => {
    const twins = runs.map((run) => ({ ...run, new: run.base }));
    const { kept, drawn } = bothWays(twins, ["gap"]);
    assert.deepEqual(kept, drawn);
  });
});
