import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { comparedClaimRows } from "../../../../src/report/claims/compared-claim-rows";
import { judgeClaims } from "../../../../src/report/claims/judging/judge";
import {
  judgeSuites,
  judgeSuitesOnModels,
} from "../../../../src/report/claims/judging/judge-suites";
import { joinedModels, onlyDatasets } from "../../../../src/analysis/runs/joined-models";
import { claimsNamed } from "../../../../src/report/claims/list/claims-named";
import { comparedFinding } from "../../../../src/report/findings/compared-finding";
import { paperStory, simulatedRuns } from "../../../analysis/simulated-runs";

const options = { resamples: 200 };
const story = simulatedRuns(paperStory, { name: 1 });
/** CoOp and zero-shot change places, so that C1 fails. */
const swapped = { ...paperStory, coop: paperStory.zeroshot, zeroshot: paperStory.coop };
const opposite = simulatedRuns(swapped, { name: 2 });
const runs = new Map([
  ["scale × 1", story],
  ["scale × 2", opposite],
  ["no CoOp", story.filter(({ method }) => method !== "coop")],
]);
const judged = judgeSuites(runs, ["C1", "C3"], options);

describe("claims on several suites", () => {
  test("are judged on each alone, those without its runs left out", () => {
    const [c1, c3] = judged;
    assert.deepEqual([...c1!.on.keys()], ["scale × 1", "scale × 2"]);
    assert.deepEqual([...c3!.on.keys()], [...runs.keys()]);
    const [alone] = judgeClaims(opposite, { ...options, claims: claimsNamed(["C1"]) });
    assert.deepEqual(c1!.on.get("scale × 2")!.statements, alone!.statements);
  });

  test("have a row per suite, the first with the claim's name", () => {
    const rows = comparedClaimRows(judged.slice(0, 1));
    assert.deepEqual(
      rows.map(({ label, series }) => [label, series]),
      [
        [
          "<b>C1</b> ECE<sub>new</sub>(CoOp) − ECE<sub>new</sub>(zero-shot) > 0",
          "scale × 1",
        ],
        ["scale × 2", "scale × 2"],
      ],
    );
    const { effect } = judged[0]!.on.get("scale × 2")!.statements[0]!.datasetMean;
    assert.equal(rows[1]!.effect, 100 * effect);
  });

  test("are summed up by verdict", () => {
    const [head, c1, c3] = comparedFinding(judged).split("\n");
    assert.equal(head, "**Here:**");
    assert.match(
      c1!,
      /^- C1 \(CoOp breaks .*\) \*holds\* on scale × 1; \*fails\* on scale × 2$/,
    );
    assert.match(c3!, /\*holds\* on all 3$/);
    const none = judgeSuites(new Map(), ["C1"], options);
    assert.match(comparedFinding(none), /C1 .* is not judged: runs are missing$/);
  });
});

describe("claims with and without some data sets", () => {
  const [kept, others] = [1, 2].map((name) =>
    simulatedRuns(paperStory, { name, datasets: 8, images: 200 }),
  );
  const ofModels = (runs: typeof story) => new Map(["a", "b"].map((name) => [name, runs]));
  const renamed = others!.map((run) => ({ ...run, dataset: `${run.dataset}, left out` }));

  test("are judged on the mean of the models, on all data sets together", () => {
    const withRule = ofModels(kept!);
    const without = joinedModels(withRule, ofModels(renamed), new Map());
    const suites = new Map([
      ["with", withRule],
      ["without", without],
    ]);
    const [c1] = judgeSuitesOnModels(suites, ["C1"], options);
    const cells = [...c1!.on.values()].map(({ statements: [first] }) => first!.cells.total);
    // 8 and 16 data sets with 3 seeds on each of 2 models.
    assert.deepEqual(cells, [8 * 3 * 2, 16 * 3 * 2]);
    const effects = [...c1!.on.values()].map(
      ({ statements: [first] }) => first!.datasetMean.effect,
    );
    const [alone] = judgeSuites(new Map([["left out", renamed]]), ["C1"], options);
    const ofOthers = alone!.on.get("left out")!.statements[0]!.datasetMean.effect;
    assert.ok(Math.abs(effects[1]! - (effects[0]! + ofOthers) / 2) < 1e-12);
  });

  test("are judged on some of the data sets as if there were no others", () => {
    const all = joinedModels(ofModels(kept!), ofModels(renamed));
    const names = [...new Set(kept!.map(({ dataset }) => dataset))];
    assert.deepEqual(onlyDatasets(all, names), ofModels(kept!));
    assert.equal(onlyDatasets(all, ["of another suite"]).size, 0);
  });

  test("are not judged where there are no runs yet", () => {
    const [c1] = judgeSuitesOnModels(new Map([["with", new Map()]]), ["C1"], options);
    assert.deepEqual([c1!.claim.id, c1!.on.size], ["C1", 0]);
  });
});
