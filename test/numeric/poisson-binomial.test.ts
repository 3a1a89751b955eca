import assert from "node:assert/strict";
import { test } from "node:test";
import { logGamma } from "../../src/numeric/log-gamma";
import { meanDeviation, poissonBinomial } from "../../src/numeric/poisson-binomial";

function near(got: number, expected: number): void {
  assert.ok(Math.abs(got - expected) < 1e-12, `${got} is not ${expected}`);
}

test("three unlike trials, by hand", () => {
  const [none, one, two, three] = poissonBinomial(Float64Array.of(0.5, 0.2, 1));
  near(none!, 0);
  near(one!, 0.5 * 0.8);
  near(two!, 0.5 * 0.8 + 0.5 * 0.2);
  near(three!, 0.5 * 0.2);
  assert.deepEqual([...poissonBinomial(new Float64Array(0))], [1]);
});

test("like trials are binomial, however many", () => {
  const [n, p] = [3000, 0.3];
  const mass = poissonBinomial(new Float64Array(n).fill(p));
  const binomial = (k: number) =>
    Math.exp(
      logGamma(n + 1) -
        logGamma(k + 1) -
        logGamma(n - k + 1) +
        k * Math.log(p) +
        (n - k) * Math.log(1 - p),
    );
  for (const k of [850, 900, 901, 1000]) near(mass[k]!, binomial(k));
  near(
    mass.reduce((sum, each) => sum + each, 0),
    1,
  );
});

test("the first counts alone are as in the whole distribution", () => {
  const probabilities = Float64Array.from({ length: 40 }, (_, i) => (i + 0.5) / 40);
  const whole = poissonBinomial(probabilities);
  const first = poissonBinomial(probabilities, { counts: 21 });
  assert.equal(first.length, 21);
  first.forEach((mass, k) => near(mass, whole[k]!));
});

test("the mean deviation is the sum over all counts, whichever side of it is added up", () => {
  const unlike = (n: number, from: number, to: number) =>
    Float64Array.from({ length: n }, (_, i) => from + ((to - from) * (i + 0.5)) / n);
  for (const probabilities of [
    unlike(1, 0.3, 0.3),
    unlike(27, 0.2, 0.4),
    unlike(64, 0, 1),
    unlike(500, 0.9, 1),
    Float64Array.of(0, 0),
    Float64Array.of(1, 1, 1),
    new Float64Array(0),
  ]) {
    const expected = probabilities.reduce((sum, p) => sum + p, 0);
    const deviation = poissonBinomial(probabilities).reduce(
      (sum, mass, k) => sum + mass * Math.abs(k - expected),
      0,
    );
    near(meanDeviation(probabilities), deviation);
  }
});
