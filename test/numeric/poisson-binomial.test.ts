import assert from "node:assert/strict";
import { test } from "node:test";
import { logGamma } from "../../src/numeric/log-gamma";
import { poissonBinomial } from "../../src/numeric/poisson-binomial";

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
