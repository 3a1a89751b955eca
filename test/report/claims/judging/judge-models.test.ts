import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { commonRuns } from "../../../../src/analysis/runs/common-runs";
import { claims } from "../../../../src/report/claims/list/claims";
import { judgeClaims } from "../../../../src/report/claims/judging/judge";
import {
  judgeModels,
  verdictsOfModels,
} from "../../../../src/report/claims/judging/judge-models";
import { paperStory, simulatedRuns } from "../../../analysis/simulated-runs";

const C1 = claims.filter(({ id }) => id === "C1");
const options = { resamples: 400, claims: C1 };
const world = { datasets: 8, images: 200 };
/** CoOp and zero-shot change places. */
const swapped = { ...paperStory, coop: paperStory.zeroshot, zeroshot: paperStory.coop };
const [a, b, c] = [1, 2, 3].map((name) => simulatedRuns(paperStory, { ...world, name }));
const opposite = simulatedRuns(swapped, { ...world, name: 4 });
const models = (...runs: (typeof opposite)[]) =>
  new Map(runs.map((own, at) => [`model-${at}`, own]));

describe("claims on several models", () => {
  test("with one model are the claims on its runs", () => {
    assert.deepEqual(judgeModels(models(a!), options), judgeClaims(a!, options));
  });

  test("that agree hold in all of them, and together", () => {
    const [judged] = judgeModels(models(a!, b!, c!), options);
    assert.equal(verdictsOfModels(judged!.models!), "holds in 3 of 3 models");
    const { verdict, runIds, statements } = judged!;
    assert.equal(verdict, "holds");
    const [alone] = judgeClaims(a!, options);
    assert.equal(runIds.length, 3 * alone!.runIds.length);
    // 8 data sets with 3 seeds on each of 3 models.
    assert.equal(statements[0]!.cells.total, 8 * 3 * 3);
  });

  test("have the mean effect of the models", () => {
    const [judged] = judgeModels(models(a!, b!, opposite), options);
    const effect = judged!.models!.reduce(
      (sum, { statements }) => sum + statements[0]!.datasetMean.effect / 3,
      0,
    );
    const { datasetMean } = judged!.statements[0]!;
    assert.ok(Math.abs(datasetMean.effect - effect) < 1e-12);
  });

  test("that disagree are undecided together, however sure each model is", () => {
    const [judged] = judgeModels(models(a!, b!, opposite), options);
    assert.equal(verdictsOfModels(judged!.models!), "holds in 2 of 3 models, fails in 1");
    assert.equal(judged!.verdict, "undecided");
    const width = ({ low, high }: { low: number; high: number }): number => high - low;
    const alone = judged!.models!.map(({ statements }) =>
      width(statements[0]!.datasetMean),
    );
    assert.ok(width(judged!.statements[0]!.datasetMean) > 2 * Math.max(...alone));
  });

  test("are judged together on the runs that every model has", () => {
    const fewer = b!.filter(({ dataset }) => dataset !== b![0]!.dataset);
    const lists = commonRuns([a!, fewer], ({ method, dataset, seed }) => [
      method,
      dataset,
      seed,
    ]);
    assert.equal(lists[0]!.length, fewer.length);
    const [judged] = judgeModels(models(a!, fewer), options);
    assert.equal(judged!.datasets.length, 7);
    // Data sets and seeds by which each model judged alone.
    const cells = judged!.models!.map(({ statements }) => statements[0]!.cells.total);
    assert.deepEqual(cells, [8 * 3, 7 * 3]);
  });

  test("of methods that only the first model has are judged on it alone", () => {
    const both = claims.filter(({ id }) => id === "C1" || id === "C2");
    const onlyCoop = b!.filter(({ method }) => method === "coop");
    const [c1, c2] = judgeModels(models(a!, onlyCoop), { ...options, claims: both });
    const [alone] = judgeClaims(a!, { ...options, claims: both });
    assert.equal(c1!.models, undefined);
    assert.deepEqual(c1!.statements, alone!.statements);
    assert.equal(verdictsOfModels(c2!.models!), "holds in 2 of 2 models");
    // Both were tested, so Holm's correction is for two claims.
    assert.ok(c1!.adjustedPValue! >= c1!.pValue!);
  });
});
