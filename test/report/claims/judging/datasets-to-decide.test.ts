import assert from "node:assert/strict";
import { test } from "node:test";
import { above, type Verdict } from "../../../../src/analysis/inequality";
import { requiredUnits } from "../../../../src/numeric/required-units";
import {
  datasetsToDecide,
  powerText,
} from "../../../../src/report/claims/judging/datasets-to-decide";
import { judgeClaims } from "../../../../src/report/claims/judging/judge";
import type { JudgedStatement } from "../../../../src/report/claims/judging/judged-claim";
import { paperStory, simulatedRuns } from "../../../analysis/simulated-runs";

const [known] = judgeClaims(simulatedRuns(paperStory, { datasets: 2, images: 60 }), {
  resamples: 20,
});

/** An inequality with the bound 0.01, its effect and its standard error. */
function statement(
  verdict: Verdict,
  effect: number,
  standardError: number,
): JudgedStatement {
  const [first] = known!.statements;
  return {
    ...first!,
    verdict,
    inequality: above(first!.inequality.terms, 0.01),
    datasetMean: { ...first!.datasetMean, effect, standardError, level: 0.95 },
  };
}

const tunedOn = ["a", "b", "c", "d", "e", "f"];
const of = (verdict: Verdict, ...statements: JudgedStatement[]) => ({
  verdict,
  statements,
  tunedOn,
});

test("distances count from the bound, and the last inequality to hold decides", () => {
  const [near, far] = [
    statement("undecided", 0.02, 0.01),
    statement("undecided", 0.03, 0.02),
  ];
  // 6 (2.8016 * 0.01 / 0.01)^2 = 47.1, and 6 (2.8016 * 0.02 / 0.02)^2 = the same
  assert.equal(datasetsToDecide(of("undecided", near)), Math.ceil(6 * 2.8016 ** 2));
  const farther = statement("undecided", 0.03, 0.04);
  assert.equal(
    datasetsToDecide(of("undecided", near, far, farther, statement("holds", 0.9, 0.1))),
    requiredUnits(6, 0.02, 0.04),
  );
});

test("an inequality on the other side decides first: the claim then fails", () => {
  const against = statement("undecided", 0.005, 0.01);
  const toFail = requiredUnits(6, 0.005, 0.01);
  const claimed = statement("undecided", 0.02, 0.0001);
  assert.equal(datasetsToDecide(of("undecided", claimed, against)), toFail);
  const text = powerText(of("undecided", claimed, against));
  assert.equal(
    text,
    `About ${toFail} data sets like these 6 would decide it with 80 % power.`,
  );
});

test("an effect on its bound is decided by no number; an undecided claim needs one more at least", () => {
  const onBound = of("undecided", statement("undecided", 0.01, 0.01));
  assert.equal(datasetsToDecide(onBound), Infinity);
  assert.match(powerText(onBound), /^More than 1000 data sets like these 6/);
  assert.equal(datasetsToDecide(of("undecided", statement("undecided", 1, 0.01))), 7);
});

test("what is decided needs none, and one data set tells no variance", () => {
  assert.equal(datasetsToDecide(of("holds", statement("holds", 0.02, 0.001))), undefined);
  // Two test sets, as under two shifts, of one data set.
  const one = {
    ...of("undecided", statement("undecided", 0.02, 0.01)),
    tunedOn: ["a", "a"],
  };
  assert.equal(datasetsToDecide(one), undefined);
  assert.equal(powerText(one), "");
});
