import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type BootstrapUnit,
  pendingBootstrap,
  type Replicas,
} from "../../src/numeric/bootstrap";
import { drawn, pendingResamples, type Resample } from "../../src/numeric/resamples";
import { seededRandom } from "../../src/random/random";

const design: readonly BootstrapUnit[] = [
  { seeds: 2, samples: [5, 2] },
  { seeds: 2, samples: [4, 7] },
];

/** The first resamples, each drawn in its turn. */
function everyResample(count: number): readonly Resample[] {
  const pending = pendingResamples(design, seededRandom("pending"), count);
  return Array.from({ length: count }, (_, r) => drawn(pending(r)));
}

test("a resample that is drawn late is the one that would have come, and the same at each call", () => {
  const all = everyResample(200);
  const pending = pendingResamples(design, seededRandom("pending"), 200);
  // Neighbours, and some so far apart that whole batches between them are left out.
  for (const r of [0, 3, 4, 9, 150, 199]) {
    const own = pending(r);
    assert.equal(own.index, r);
    const resample = drawn(own);
    assert.deepEqual(resample, all[r]);
    assert.equal(drawn(own), resample);
    assert.deepEqual(drawn(pending(r)), resample);
  }
});

test("a batch has the resamples around the one that is asked for, and none after the last", () => {
  const all = everyResample(50);
  const pending = pendingResamples(design, seededRandom("pending"), 50);
  for (const r of [0, 20, 49]) {
    const { first, resamples } = pending(r).batch();
    assert.ok(first <= r && r < first + resamples.length);
    assert.deepEqual(resamples, all.slice(first, first + resamples.length));
  }
});

test("no resample is drawn after the last: the stream goes on from there", () => {
  const [three, one] = [seededRandom("pending"), seededRandom("pending")];
  drawn(pendingResamples(design, three, 3)(2));
  for (let r = 0; r < 3; r++) drawn(pendingResamples(design, one, 1)(0));
  assert.equal(three(), one());
});

test("replicas are drawn beside the resamples, which come as they would with one", () => {
  const seenWith = (replicas?: Replicas) => {
    const seen: { replicas: readonly number[]; resample: Resample }[] = [];
    pendingBootstrap({
      units: design,
      ...(replicas === undefined ? {} : { replicas }),
      resamples: 20,
      random: seededRandom("pending"),
      statistic: (resample, own) => {
        if (resample.index >= 0)
          seen.push({ replicas: [...own], resample: drawn(resample) });
        return [0];
      },
    });
    return seen;
  };
  const three = seenWith({ count: 3, random: seededRandom("replicas") });
  assert.deepEqual(
    three.map(({ resample }) => resample),
    seenWith().map(({ resample }) => resample),
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
