import assert from "node:assert/strict";
import { test } from "node:test";
import {
  above,
  atLeast,
  dominates,
  inequalityText,
  leftSide,
  printScale,
  printUnit,
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

test("a difference from zero is negligible within a point on either side, whichever its sign", () => {
  assert.equal(verdictOf(better, { low: -0.0099, high: 0.0099 }), "negligible");
  assert.equal(verdictOf(better, { low: -0.002, high: 0.0101 }), "undecided");
  assert.equal(verdictOf(better, { low: -0.0101, high: 0.002 }), "undecided");
  // A decided difference stays decided, however small.
  assert.equal(verdictOf(better, { low: 0.001, high: 0.002 }), "holds");
  // Bounds other than zero, and distances, have no such margin.
  assert.equal(verdictOf(allowed, { low: -0.006, high: 0.002 }), "undecided");
  const distance = above([term(1, "fd", "coop", "new"), term(-1, "fd", "zeroshot", "new")]);
  assert.equal(verdictOf(distance, { low: -0.001, high: 0.001 }), "undecided");
});

test("the left side is the sum of factor times quantity", () => {
  const value = leftSide(better, (_, method) => (method === "coop" ? 0.15 : 0.06));
  assert.equal(value, 0.15 - 0.06);
});

test("text: symbols, class sets and bounds in points", () => {
  assert.equal(inequalityText(better), "ECE_new(CoOp) − ECE_new(CoOp+DOR) > 0");
  assert.equal(inequalityText(allowed), "−gap_base(KgCoOp) ≥ −0.5");
  const hm = atLeast([term(0.5, "accuracy", "coop", "both")]);
  assert.equal(inequalityText(hm), "0.5 acc_HM(CoOp) ≥ 0");
});

test("distances are printed as they are, fractions as points", () => {
  assert.equal(printScale(above([term(1, "fd", "coop", "new")])), 1);
  assert.equal(printScale(better), 100);
});

test("curves: the area that the first dominates minus the second's, to the worst point of both", () => {
  const curve = (weights: readonly string[]) =>
    weights.map((weight) => `coop+dor[dor.lambda=${weight}]`);
  const errors: Readonly<Record<string, readonly [number, number]>> = {
    coop: [0.01, 0.04],
    "coop+dor[dor.lambda=2]": [0.02, 0.02],
    "coop+dor[dor.lambda=4]": [0.03, 0.01],
    kgcoop: [0.03, 0.03],
  };
  const lookup = (_: string, method: string, classSet: string) =>
    errors[method]![classSet === "base" ? 0 : 1]!;
  const better = dominates(["coop", ...curve(["2", "4"])], ["kgcoop"]);
  // Corner (0.03, 0.04): CoOp's point and the last one lie on its edges, so that 2 alone adds (0.03 - 0.02) (0.04 - 0.02).
  const left = 0.01 * 0.02;
  assert.ok(Math.abs(leftSide(better, lookup) - left) < 1e-15);
  const worse = dominates(["kgcoop"], ["coop", ...curve(["2", "4"])]);
  assert.ok(Math.abs(leftSide(worse, lookup) + left) < 1e-15);
  // With errors at most half as large, the corner of the data stays where it was.
  const half = (...asked: Parameters<typeof lookup>) => lookup(...asked) / 2;
  const [x, y] = [0.03, 0.04];
  // Points (0.005, 0.02), (0.01, 0.01), (0.015, 0.005) against (0.015, 0.015).
  const first = (x - 0.005) * (y - 0.02) + (x - 0.01) * 0.01 + (x - 0.015) * 0.005;
  const second = (x - 0.015) * (y - 0.015);
  assert.ok(Math.abs(leftSide(better, half, lookup) - (first - second)) < 1e-15);
  assert.equal(printScale(better), 100 ** 2);
  assert.equal(printUnit(better), "square points");
  assert.equal(
    inequalityText(better),
    "ECE area(CoOp+DOR, 3 weights) − ECE area(KgCoOp, 1 weights) > 0",
  );
  const random = ["0.5", "2"].map((w) => `kgcoop[ctx_init=null; n_ctx=16; w=${w}]`);
  assert.match(
    inequalityText(dominates(["coop"], ["coop", ...random])),
    /− ECE area\(KgCoOp, .*n_ctx 16, 3 weights\) > 0$/,
  );
});
