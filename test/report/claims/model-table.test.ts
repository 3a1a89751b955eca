import assert from "node:assert/strict";
import { test } from "node:test";
import { claims } from "../../../src/report/claims/list/claims";
import { judgeModels } from "../../../src/report/claims/judging/judge-models";
import { modelTable } from "../../../src/report/claims/model-table";
import { effectText } from "../../../src/report/claims/effect-text";
import { paperStory, simulatedRuns } from "../../analysis/simulated-runs";

const C2 = claims.filter(({ id }) => id === "C2");
const runs = new Map(
  ["icons", "icons-b"].map((model, name) => [model, simulatedRuns(paperStory, { name })]),
);

test("each claim has the verdict of the mean and of every model, with its effect", () => {
  const judged = judgeModels(runs, { resamples: 100, claims: C2 });
  const [head, , row, ...rest] = modelTable(judged).split("\n");
  assert.deepEqual(rest, []);
  assert.match(head!, /mean of 2 models \| icons \| icons-b \|$/);
  const [{ verdict, statements, models }] = judged as [(typeof judged)[number]];
  const cells = [{ verdict, statements }, ...models!].map(
    ({ verdict: own, statements: [first] }) =>
      `*${own}*: ${effectText(first!.inequality, first!.datasetMean)}`,
  );
  assert.equal(row, `| C2 | ${C2[0]!.sentence} | ${cells.join(" | ")} |`);
});

test("without such a claim it says so", () => {
  assert.equal(modelTable([]), "No claim was judged on several models.");
});
