import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  randomFromState,
  randomInteger,
  randomNormal,
  sampleWithoutReplacement,
  seededRandom,
  shuffled,
} from "../../src/random/random";

const draws = (random: () => number, n: number) => Array.from({ length: n }, random);

test("xoshiro128**: the published recurrence from the state [1, 2, 3, 4]", () => {
  // result = rotl(s1 * 5, 7) * 9: rotl(10, 7) * 9 = 1280 * 9 = 11520; then s1 becomes
  // s1 ^ (s2 ^ s0) = 2 ^ (3 ^ 1) = 0, which gives 0; then s1 = 0 ^ s2' ^ s0' with s0' = 1 ^ (4 ^ 2)
  // = 7 and s2' = (3 ^ 1) ^ (2 << 9) = 1026: 1026 ^ 7 = 1029, rotl(5145, 7) * 9 = 5927040.
  const random = randomFromState([1, 2, 3, 4]);
  assert.deepEqual(
    draws(random, 3).map((u) => u * 2 ** 32),
    [11520, 0, 5927040],
  );
});

test("equal names give equal streams; every part of the name counts", () => {
  const first = draws(seededRandom("shots", 1), 20);
  assert.deepEqual(draws(seededRandom("shots", 1), 20), first);
  assert.notDeepEqual(draws(seededRandom("shots", 2), 20), first);
  assert.notDeepEqual(draws(seededRandom("init", 1), 20), first);
  assert.notDeepEqual(draws(seededRandom("shots", "1"), 20), first);
});

test("a stored state continues the stream", () => {
  const random = seededRandom("resume");
  draws(random, 7);
  const state = JSON.parse(JSON.stringify(random.state())) as number[];
  assert.deepEqual(draws(randomFromState(state), 9), draws(random, 9));
});

test("uniform numbers: in [0, 1), mean 1/2, variance 1/12", () => {
  const u = draws(seededRandom("uniform"), 40_000);
  assert.ok(u.every((x) => x >= 0 && x < 1));
  const mean = u.reduce((a, b) => a + b) / u.length;
  const variance = u.reduce((a, b) => a + (b - mean) ** 2, 0) / u.length;
  // five standard errors: sd / sqrt(n) = 0.2887 / 200; of the variance about 0.0745 / 200
  assert.ok(Math.abs(mean - 1 / 2) < (5 * 0.2887) / 200);
  assert.ok(Math.abs(variance - 1 / 12) < (5 * 0.0745) / 200);
});

test("normal numbers: mean 0, the given deviation, 68 % within one of it, odd lengths too", () => {
  const sd = 0.02;
  const values = [...randomNormal(40_001, sd, seededRandom("normal"))];
  assert.equal(values.length, 40_001);
  const mean = values.reduce((a, b) => a + b) / values.length;
  const deviation = Math.sqrt(values.reduce((a, b) => a + b * b, 0) / values.length);
  const inside = values.filter((x) => Math.abs(x) < sd).length / values.length;
  assert.ok(Math.abs(mean) < (5 * sd) / 200);
  assert.ok(Math.abs(deviation - sd) < (5 * sd) / (200 * Math.SQRT2));
  assert.ok(Math.abs(inside - 0.6827) < (5 * 0.4654) / 200);
});

test("integers cover [0, n) evenly", () => {
  const random = seededRandom("integers");
  const counts = new Array<number>(6).fill(0);
  for (let i = 0; i < 12_000; i++) counts[randomInteger(6, random)]! += 1;
  // binomial: 2000 each, standard deviation sqrt(12000 * 1/6 * 5/6)
  for (const count of counts)
    assert.ok(Math.abs(count - 2000) < 5 * Math.sqrt(12000 * (5 / 36)));
});

test("shuffling keeps the items and leaves the original alone", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
      const before = [...items];
      const mixed = shuffled(items, seededRandom("shuffle", seed));
      assert.deepEqual(items, before);
      assert.deepEqual([...mixed].sort(), [...items].sort());
    }),
  );
});

test("all orders of three items come up equally often", () => {
  const random = seededRandom("orders");
  const counts = new Map<string, number>();
  for (let i = 0; i < 6000; i++) {
    const order = shuffled([1, 2, 3], random).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.equal(counts.size, 6);
  for (const count of counts.values()) {
    assert.ok(Math.abs(count - 1000) < 5 * Math.sqrt(6000 * (5 / 36)));
  }
});

test("sampling without replacement: k different members of [0, n), all of them when k >= n", () => {
  fc.assert(
    fc.property(fc.nat(40), fc.nat(60), fc.integer(), (n, k, seed) => {
      const sample = sampleWithoutReplacement(n, k, seededRandom("sample", seed));
      assert.equal(sample.length, Math.min(k, n));
      assert.equal(new Set(sample).size, sample.length);
      assert.ok(sample.every((i) => i >= 0 && i < n));
    }),
  );
});
