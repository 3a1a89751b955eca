import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type BootstrapUnit,
  pendingBootstrap,
  type Replicas,
} from "../../src/numeric/bootstrap";
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

test("replicas are drawn beside the resamples, which come as they would with one", () => {
  const drawn = (replicas?: Replicas) => {
    const seen: { replicas: readonly number[]; resample: Resample }[] = [];
    pendingBootstrap({
      units: design,
      ...(replicas === undefined ? {} : { replicas }),
      resamples: 20,
      random: seededRandom("pending"),
      statistic: ({ index, draw }, own) => {
        if (index >= 0) seen.push({ replicas: [...own], resample: draw() });
        return [0];
      },
    });
    return seen;
  };
  const three = drawn({ count: 3, random: seededRandom("replicas") });
  assert.deepEqual(
    three.map(({ resample }) => resample),
    drawn().map(({ resample }) => resample),
  );
  // Three draws of three, with replacement: 60 draws of which each replica has some 20.
  const all = three.flatMap(({ replicas }) => replicas);
  assert.equal(all.length, 20 * 3);
  for (const replica of [0, 1, 2]) {
    const times = all.filter((each) => each === replica).length;
    assert.ok(times > 8 && times < 32, `${times}`);
  }
  assert.ok(three.some(({ replicas }) => new Set(replicas).size < 3));
});
