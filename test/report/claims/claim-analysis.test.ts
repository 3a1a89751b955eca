import assert from "node:assert/strict";
import { test } from "node:test";
import { claimAnalysis } from "../../../src/report/claims/claim-analysis";
import { verdictOf } from "../../../src/analysis/inequality";
import { claims } from "../../../src/report/claims/list/claims";
import type {
  JudgedClaim,
  JudgedStatement,
} from "../../../src/report/claims/judging/judged-claim";
import { publishedEffect } from "../../../src/analysis/published/published";

const claim = claims.find(({ id }) => id === "C8")!;
const inequality = claim.statements[0]!;
const published = publishedEffect(inequality)!;

/** C8 judged with an effect and the ends of its interval, in points. */
function judged(effect: number, low: number, high: number, datasets = 12): JudgedClaim {
  const verdict = verdictOf(inequality, { low: low / 100, high: high / 100 });
  const interval = {
    ...{ effect: effect / 100, low: low / 100, high: high / 100, level: 0.95 },
    ...{ standardError: (high - low) / 100 / 4, pValue: 1, resamples: 4000 },
  };
  const statement: JudgedStatement = {
    ...{ inequality, verdict, published, datasetMean: interval },
    ...{ pooled: interval, pooledVerdict: verdict },
    cells: { satisfied: 7, total: 36 },
  };
  const names = Array.from({ length: datasets }, (_, i) => String(i));
  return {
    ...{ claim, verdict, pooledVerdict: verdict, statements: [statement], methods: [] },
    ...{ pValue: undefined, adjustedPValue: undefined, seeds: 3, leftOut: 0 },
    ...{ images: [0, 0], runIds: [] },
    ...{ datasets: names, tunedOn: names },
  };
}

test("a claim that holds needs no reason", () => {
  assert.equal(claimAnalysis(judged(5, 1, 9)), "");
});

test("a failing one is told from what may be chance", () => {
  const text = claimAnalysis(judged(-5, -9, -1));
  assert.match(text, /entirely on the other side of the bound \(7 of 36 pairs/);
  assert.ok(text.endsWith(claim.otherwise!));
});

test("a negligible one says within what, and the paper's effect", () => {
  const text = claimAnalysis(judged(0.2, -0.3, 0.7));
  assert.match(text, /lies within 1 point of it \(7 of 36 pairs/);
  assert.ok(text.includes(`The paper's is +${published.points.toFixed(1)}.`));
});

test("an undecided one says whether an effect of the paper's size could have been seen", () => {
  const { points } = published;
  assert.match(
    claimAnalysis(judged(1, -2 * points, 2 * points)),
    /could not distinguish it from zero/,
  );
  assert.match(claimAnalysis(judged(1, -1, points - 1)), /lies above the interval/);
  assert.match(claimAnalysis(judged(1, -1, points + 1)), /do not contradict the claim/);
  assert.match(
    claimAnalysis(judged(-1, -2, 1)),
    /^The effect is on the other side of the bound/,
  );
});

test("an undecided one says how many data sets would decide it", () => {
  // A quarter of the interval's width is one standard error: 12 (2.8016 * 1.5 / 1)^2 = 211.9
  const needed = Math.ceil(12 * (2.8016 * 1.5) ** 2);
  assert.match(
    claimAnalysis(judged(1, -2, 4)),
    new RegExp(
      `About ${needed} data sets like these 12 would decide it with 80 % power\\.`,
    ),
  );
  assert.doesNotMatch(claimAnalysis(judged(-5, -9, -1)), /power/);
});

test("one data set alone says nothing of others", () => {
  assert.match(
    claimAnalysis(judged(1, -1, 2, 1)),
    /^One data set does not generalise to others/,
  );
});
