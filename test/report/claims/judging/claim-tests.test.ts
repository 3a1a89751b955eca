import assert from "node:assert/strict";
import { test } from "node:test";
import type { Verdict } from "../../../../src/analysis/inequality";
import {
  claimPValue,
  survivesHolm,
  testFamily,
  withHolm,
} from "../../../../src/report/claims/judging/claim-tests";
import { claimsMarkdown } from "../../../../src/report/claims/claims-page";
import { judgeClaims } from "../../../../src/report/claims/judging/judge";
import type { JudgedClaim } from "../../../../src/report/claims/judging/judged-claim";
import { paperStory, simulatedRuns } from "../../../analysis/simulated-runs";

const statement = (verdict: Verdict, pValue: number, width = 1) => ({
  verdict,
  datasetMean: {
    ...{ effect: 0, low: 0, high: width, standardError: width / 4 },
    ...{ pValue, level: 0.95, resamples: 4000 },
  },
});

test("a claim that holds is as sure as its least sure inequality", () => {
  const statements = [statement("holds", 0.001), statement("holds", 0.03)];
  assert.equal(claimPValue("holds", statements), 0.03);
  const open = [statement("holds", 0.001), statement("undecided", 0.4)];
  assert.equal(claimPValue("undecided", open), 0.4);
});

test("one that fails needs a single inequality, and pays for having looked at all", () => {
  const statements = [statement("holds", 0.001), statement("fails", 0.01)];
  assert.equal(claimPValue("fails", statements), 2 * 0.01);
});

test("what nothing varies is no test", () => {
  assert.equal(claimPValue("holds", [statement("holds", 1, 0)]), undefined);
  const mixed = [statement("holds", 1, 0), statement("holds", 0.02)];
  assert.equal(claimPValue("holds", mixed), 0.02);
});

/** A judged claim with a verdict and a p-value. */
function judged(verdict: Verdict, pValue: number | undefined): JudgedClaim {
  return {
    ...judgeClaims([])[0]!,
    verdict,
    pValue,
    statements: [{ ...judgeClaims(runs, options)[0]!.statements[0]! }],
  };
}

const runs = simulatedRuns(paperStory, { datasets: 3, seeds: 1, images: 60 });
const options = { resamples: 20 };

test("verdicts survive by Holm's numbers: 3 * 0.01, 2 * 0.02, 0.2; a claim without test is none", () => {
  const claims = withHolm([
    judged("holds", 0.02),
    judged("holds", undefined),
    judged("fails", 0.01),
    judged("undecided", 0.2),
  ]);
  assert.deepEqual(
    claims.map(({ adjustedPValue }) => adjustedPValue),
    [2 * 0.02, undefined, 3 * 0.01, 0.2],
  );
  assert.deepEqual(claims.map(survivesHolm), [true, false, true, false]);
  const family = testFamily(claims)!;
  assert.deepEqual([family.tests, family.surviving], [3, 2]);
  assert.ok(Math.abs(family.byChance - 3 * 0.05) < 1e-12);
  assert.equal(testFamily([judged("holds", undefined)]), undefined);
});

test("in the paper's world large effects survive, and the page marks them and says what chance would give", () => {
  const world = simulatedRuns(paperStory, { datasets: 8, images: 200 });
  const claims = judgeClaims(world, { resamples: 1500 });
  const of = (id: string) => claims.find(({ claim }) => claim.id === id)!;
  assert.ok(survivesHolm(of("C1")) && !survivesHolm(of("C10")));
  // Beyond all resamples, times the number of claims that are tests.
  const tests = claims.filter(({ pValue }) => pValue !== undefined).length;
  assert.equal(of("C1").pValue, 2 / 1501);
  assert.equal(of("C1").adjustedPValue, (tests * 2) / 1501);
  const page = claimsMarkdown(claims, { suite: "made-up" });
  assert.match(page, /^\| C1 \| \*\*holds\*\* † \|/m);
  assert.match(
    page,
    new RegExp(`^.*${tests} claims are tested at 95 %\\. .*chance alone`, "m"),
  );
});

test("a claim whose verdict differs when data sets are pooled says so, in its row and its paragraph", () => {
  const [c1] = judgeClaims(runs, options);
  const [first] = c1!.statements;
  const differs: JudgedClaim = {
    ...c1!,
    ...{ verdict: "holds", pooledVerdict: "undecided" },
    statements: [{ ...first!, verdict: "holds", pooledVerdict: "undecided" }],
  };
  const page = claimsMarkdown([differs], { suite: "made-up" });
  assert.match(page, /^\| C1 .*\]: undecided \| \d\/3 \|/m);
  assert.match(
    page,
    /images of all data sets pooled, the verdict would be \*undecided\* instead of \*holds\*/,
  );
  const agrees = claimsMarkdown([{ ...differs, verdict: "undecided" }], {
    suite: "made-up",
  });
  assert.doesNotMatch(agrees, /the verdict would be/);
});
