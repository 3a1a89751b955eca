import assert from "node:assert/strict";
import { test } from "node:test";
import { type BootstrapUnit, pendingBootstrap } from "../../src/numeric/bootstrap";
import { pendingResamples, type Resample } from "../../src/numeric/resamples";
import { seededRandom } from "../../src/random/random";

const design: readonly BootstrapUnit[] = [
  { seeds: 2, samples: [5, 2] },
  { seeds: 2, samples: [4, 7] },
];

/** The first resamples, each drawn in its turn. */
function everyResample(count: number): readonly Resample[] {
  const pending = pendingResamples(design, seededRandom("pending"));
  return Array.from({ length: count }, (_, r) => pending(r).draw());
}

test("a resample that is drawn late is the one that would have come, and the same at each call", () => {
  const all = everyResample(10);
  const pending = pendingResamples(design, seededRandom("pending"));
  for (const r of [0, 3, 4, 9]) {
    const { index, draw } = pending(r);
    assert.equal(index, r);
    const resample = draw();
    assert.deepEqual(resample, all[r]);
    assert.equal(draw(), resample);
  }
});

test("with several replicas a statistic without draws leaves the stream as it is", () => {
  const drawn = (draws: boolean): readonly (readonly number[])[] => {
    const seen: number[][] = [];
    pendingBootstrap({
      units: design,
      replicas: 3,
      resamples: 20,
      random: seededRandom("replicas"),
      statistic: ({ draw }, replicas) => {
        if (draws) draw();
        seen.push([...replicas]);
        return [0];
      },
    });
    return seen;
  };
  assert.deepEqual(drawn(false), drawn(true));
});
