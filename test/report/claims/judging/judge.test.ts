import assert from "node:assert/strict";
import { test } from "node:test";
import { ece } from "../../../../src/metrics/binned/ece";
import { claims } from "../../../../src/report/claims/list/claims";
import { above, term } from "../../../../src/analysis/inequality";
import { judgeClaims } from "../../../../src/report/claims/judging/judge";
import type { JudgedStatement } from "../../../../src/report/claims/judging/judged-claim";
import { methodEstimates } from "../../../../src/analysis/estimates";
import { plainMethod } from "../../../../src/analysis/methods";
import { dominatedArea } from "../../../../src/numeric/dominated-area";
import { paperStory, simulatedRuns } from "../../../analysis/simulated-runs";

const runs = simulatedRuns(paperStory);
const options = { resamples: 200 };

test("the claims are C1 to C21 of the paper and C22 of our own, each under one id", () => {
  const numbers = new Set(claims.map(({ id }) => Number(/^C(\d+)/.exec(id)![1])));
  const all = Array.from({ length: 22 }, (_, i) => i + 1);
  assert.deepEqual([...numbers], all);
  assert.equal(new Set(claims.map(({ id }) => id)).size, claims.length);
});

test("in a world that follows the paper, every claim that has a margin holds", () => {
  const large = simulatedRuns(paperStory, { datasets: 8, images: 400 });
  const simulated = new Set(large.map(({ method }) => method));
  for (const { claim, verdict, methods } of judgeClaims(large, options)) {
    const known = claim.statements.every(({ terms }) =>
      terms.every(({ quantity }) => ["accuracy", "gap", "ece", "fd"].includes(quantity)),
    );
    if (!known || methods.some((method) => !simulated.has(method))) {
      assert.equal(verdict, undefined, claim.id);
    } else if (claim.id === "C8-KgCoOp") {
      // KgCoOp is calibrated on new classes there, with and without DOR.
      assert.notEqual(verdict, "holds");
    } else if (claim.id !== "C10") assert.equal(verdict, "holds", claim.id);
  }
});

test("in the opposite world they fail: CoOp and zero-shot change places", () => {
  const swapped = { ...paperStory, coop: paperStory.zeroshot, zeroshot: paperStory.coop };
  const judged = judgeClaims(simulatedRuns(swapped), options);
  const verdict = (id: string) => judged.find(({ claim }) => claim.id === id)!.verdict;
  for (const id of ["C1", "C6"]) assert.equal(verdict(id), "fails", id);
});

test("a method without effect: > 0 is not claimed to hold, >= 0 holds", () => {
  const same = runs
    .filter(({ method }) => method === "coop")
    .flatMap((run) => [
      run,
      { ...run, method: "coop+dor" as const, runId: `${run.runId}+` },
    ]);
  const judged = judgeClaims(same, options);
  const verdict = (id: string) => judged.find(({ claim }) => claim.id === id)!.verdict;
  assert.deepEqual(["C7", "C8", "C12", "C14"].map(verdict), [
    "fails",
    "fails",
    "holds",
    "holds",
  ]);
});

test("means of data sets, pooled effects and cells agree with the metric computed by hand", () => {
  const one = { ...claims[1]!, statements: [above([term(1, "ece", "coop", "new")])] };
  const [judged] = judgeClaims(runs, { ...options, claims: [one], bins: 15 });
  const coop = runs.filter(({ method }) => method === "coop");
  const perRun = coop.map((run) => ece(run.new, { bins: 15 }).value);
  const mean = (values: readonly number[]) =>
    values.reduce((a, b) => a + b) / values.length;
  const pooled = [1, 2, 3].map((seed) => {
    const of = coop.filter((run) => run.seed === seed).map((run) => run.new);
    return ece(
      {
        confidence: Float64Array.from(of.flatMap(({ confidence }) => [...confidence])),
        correct: Uint8Array.from(of.flatMap(({ correct }) => [...correct])),
      },
      { bins: 15 },
    ).value;
  });
  const [statement] = judged!.statements;
  assert.ok(Math.abs(statement!.pooled.effect - mean(pooled)) < 1e-12);
  assert.ok(Math.abs(statement!.datasetMean.effect - mean(perRun)) < 1e-12);
  assert.deepEqual(statement!.cells, { satisfied: 18, total: 18 });
  assert.equal(judged!.runIds.length, 18);
  assert.deepEqual(judged!.images, [6 * 150, 6 * 150]);
});

test("C22 compares the areas of two curves with the numbers of the plane of ECE", () => {
  const { claim, methods } = judgeClaims([]).find((each) => each.claim.id === "C22")!;
  assert.equal(claim.ours, true);
  assert.equal(methods.length, 8 + 8);
  // All of DOR's weights have the runs of CoOp+DOR, all of KgCoOp's those of KgCoOp.
  const along = methods.flatMap((method) =>
    runs
      .filter((run) => run.method === plainMethod(method))
      .map((run) => ({ ...run, method, runId: `${run.runId} ${method}` })),
  );
  const [judged] = judgeClaims(along, { ...options, claims: [claim] });
  const [coop, dor, kgcoop] = methodEstimates(runs, "ece", ["coop", "coop+dor", "kgcoop"], {
    resamples: 10,
  }).map((row) => [row.base.value, row.new.value] as const);
  const corner = [0, 1].map((axis) =>
    Math.max(coop![axis]!, dor![axis]!, kgcoop![axis]!),
  ) as [number, number];
  const [{ datasetMean, verdict, cells }] = judged!.statements as [JudgedStatement];
  const expected = dominatedArea([coop!, dor!], corner) - dominatedArea([kgcoop!], corner);
  assert.ok(Math.abs(datasetMean.effect - expected) < 1e-12);
  // In the paper's story DOR is better than KgCoOp on base classes and little worse on new ones.
  assert.ok(expected > 0);
  assert.equal(verdict, "holds");
  assert.equal(cells.total, 6 * 3);
});

test("claims do not depend on the order of runs or on which other claims are judged", () => {
  const all = judgeClaims(runs, options);
  const reversed = judgeClaims([...runs].reverse(), options);
  assert.deepEqual(reversed, all);
  const alone = judgeClaims(runs, { ...options, claims: [claims[3]!] });
  assert.deepEqual(alone[0]!.statements, all[3]!.statements);
});

test("runs that miss a counterpart are left out and counted", () => {
  const partial = runs.filter(
    ({ method, seed, dataset }) => method !== "coop" || seed < 3 || dataset === "domain-00",
  );
  const [c1] = judgeClaims(partial, { ...options, claims: [claims[0]!] });
  // zero-shot: 18 runs, CoOp: 13; the grid is 6 data sets x 2 seeds
  assert.deepEqual([c1!.seeds, c1!.runIds.length, c1!.leftOut], [2, 24, 18 + 13 - 24]);
});

test("without its methods a claim is not judged", () => {
  const judged = judgeClaims(
    runs.filter(({ method }) => method === "coop"),
    options,
  );
  assert.equal(judged.length, claims.length);
  const done = judged.filter(({ verdict }) => verdict !== undefined);
  assert.deepEqual(
    done.map(({ claim }) => claim.id),
    ["C2"],
  );
});

test("one data set and one seed are enough for a verdict", () => {
  const few = runs.filter(({ dataset, seed }) => dataset === "domain-00" && seed === 1);
  const whole = judgeClaims(runs, options);
  for (const [i, { verdict, statements }] of judgeClaims(few, options).entries()) {
    assert.equal(verdict === undefined, whole[i]!.verdict === undefined);
    for (const { cells } of statements) assert.equal(cells.total, 1);
  }
});

test("one data set alone decides nothing, however clear it is", () => {
  const verdictOver = (datasets: number) => {
    const runs = simulatedRuns(paperStory, { datasets, seeds: 2, images: 400 });
    return judgeClaims(runs, { resamples: 50 }).find(({ claim }) => claim.id === "C1")!;
  };
  assert.equal(verdictOver(3).verdict, "holds");
  const alone = verdictOver(1);
  assert.ok(alone.statements[0]!.datasetMean.low > 0);
  assert.deepEqual([alone.verdict, alone.pooledVerdict], ["undecided", "undecided"]);
  assert.equal(alone.pValue, undefined);
});

test("shifts of a data set are drawn with it: the same images under two names are no more data", () => {
  const claim = claims.filter(({ id }) => id === "C1");
  const once = simulatedRuns(paperStory, { datasets: 3, seeds: 2, images: 100 });
  const underShifts = ["inverted", "grey"].flatMap((shift) =>
    once.map((run) => ({
      ...run,
      runId: `${run.runId} ${shift}`,
      dataset: `${run.dataset}, ${shift}`,
      tunedOn: run.dataset,
    })),
  );
  const [plain] = judgeClaims(once, { ...options, claims: claim });
  const [shifted] = judgeClaims(underShifts, { ...options, claims: claim });
  const [one, two] = [plain!, shifted!].map((each) => each.statements[0]!.datasetMean);
  for (const key of ["effect", "low", "high"] as const)
    assert.ok(Math.abs(one![key] - two![key]) < 1e-12, key);
  assert.equal(shifted!.datasets.length, 6);
  assert.deepEqual(new Set(shifted!.tunedOn), new Set(plain!.datasets));
  const alone = underShifts.filter(({ tunedOn }) => tunedOn === plain!.datasets[0]);
  assert.equal(judgeClaims(alone, { ...options, claims: claim })[0]!.verdict, "undecided");
});
