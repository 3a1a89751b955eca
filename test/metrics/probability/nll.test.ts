import assert from "node:assert/strict";
import { test } from "node:test";
import { nll } from "../../../src/metrics/probability/nll";
import { near } from "../helpers";
import { referenceSets } from "../reference-sets";

const labels = (...of: number[]) => Int32Array.from(of);
const reals = (...of: number[]) => Float64Array.from(of);

test("NLL in nats: logits [0, ln 3] give -ln(1/4) and -ln(3/4)", () => {
  const { value, n } = nll(reals(0, Math.log(3), 0, Math.log(3)), labels(0, 1));
  near(value, (-Math.log(1 / 4) - Math.log(3 / 4)) / 2);
  assert.equal(n, 2);
});

test("NLL stays finite where the probability underflows to 0", () => {
  near(nll(reals(1000, 0), labels(1)).value, 1000);
});

test("NLL refuses infinite logits", () => {
  assert.throws(() => nll(reals(0, Infinity), labels(0)), /got Infinity/);
});

test("NLL agrees with the reference code", () => {
  for (const { logits, labels: truth, all } of referenceSets())
    if (logits !== undefined) near(nll(logits, truth).value, all.independent.nll!, 1e-9);
});
