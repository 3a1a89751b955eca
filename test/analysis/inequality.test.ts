import assert from "node:assert/strict";
import { test } from "node:test";
import {
  above,
  atLeast,
  inequalityText,
  leftSide,
  printScale,
  term,
  verdictOf,
} from "../../src/analysis/inequality";

const better = above([term(1, "ece", "coop", "new"), term(-1, "ece", "coop+dor", "new")]);
const allowed = atLeast([term(-1, "gap", "kgcoop", "base")], -0.005);

test("an interval on one side decides; one that straddles the bound does not", () => {
  assert.equal(verdictOf(better, { low: 0.01, high: 0.02 }), "holds");
  assert.equal(verdictOf(better, { low: -0.02, high: -0.01 }), "fails");
  assert.equal(verdictOf(better, { low: -0.01, high: 0.02 }), "undecided");
  assert.equal(verdictOf(allowed, { low: -0.004, high: 0.02 }), "holds");
  assert.equal(verdictOf(allowed, { low: -0.02, high: -0.006 }), "fails");
});

test("on the bound itself, > fails and >= holds", () => {
  assert.equal(verdictOf(better, { low: 0, high: 0 }), "fails");
  assert.equal(verdictOf(allowed, { low: -0.005, high: -0.005 }), "holds");
  assert.equal(verdictOf(better, { low: 0, high: 0.1 }), "undecided");
});

test("the left side is the sum of factor times quantity", () => {
  const value = leftSide(better, (_, method) => (method === "coop" ? 0.15 : 0.06));
  assert.equal(value, 0.15 - 0.06);
});

test("text: symbols, splits and bounds in points", () => {
  assert.equal(inequalityText(better), "ECE_new(CoOp) − ECE_new(CoOp+DOR) > 0");
  assert.equal(inequalityText(allowed), "−gap_base(KgCoOp) ≥ −0.5");
  const hm = atLeast([term(0.5, "accuracy", "coop", "both")]);
  assert.equal(inequalityText(hm), "0.5 acc_HM(CoOp) ≥ 0");
});

test("distances are printed as they are, fractions as points", () => {
  assert.equal(printScale(above([term(1, "fd", "coop", "new")])), 1);
  assert.equal(printScale(better), 100);
});
