import assert from "node:assert/strict";
import { test } from "node:test";
import { claimLine, gridText } from "../../../src/report/claims/claim-line";
import { claimsJson, claimsMarkdown } from "../../../src/report/claims/claims-page";
import { judgeModels } from "../../../src/report/claims/judging/judge-models";
import { claims } from "../../../src/report/claims/list/claims";
import { CLAIMS_MARKS, withClaims } from "../../../src/report/claims/readme-claims";
import { paperStory, simulatedRuns } from "../../analysis/simulated-runs";

const world = { datasets: 3, seeds: 2, images: 120 };
const runs = new Map(
  ["one", "two", "three"].map((model, at) => [
    model,
    simulatedRuns(paperStory, { ...world, name: at + 1 }),
  ]),
);
const judged = judgeModels(runs, {
  resamples: 100,
  claims: claims.filter(({ id }) => id === "C1"),
});
const [first] = judged;

test("a claim judged on several models says what each of them says alone", () => {
  const points = (value: number): string => `+${(100 * value).toFixed(1)}`;
  const each = first!.models!.map(({ model, statements }) => {
    const { effect, low, high } = statements[0]!.datasetMean;
    return `\`${model}\` ${points(effect)} [${points(low)}, ${points(high)}]`;
  });
  const line = claimLine(first!, true);
  // 3 models, 2 methods, 3 data sets, 2 seeds.
  assert.ok(line.includes(`${3 * 2 * 3 * 2} runs`), line);
  assert.ok(line.includes(` By model: holds in 3 of 3 models (${each.join(", ")}).`), line);
  assert.match(
    gridText(first!),
    /^3 data sets with 2 seeds and 3 models each, 360 base and 360 new test images/,
  );
  assert.match(
    gridText({ ...first!, images: [10253, 907] }),
    /10,253 base and 907 new test images$/,
  );
});

test("the page explains models where claims were judged on several, and only there", () => {
  const page = claimsMarkdown(judged, { suite: "made-up" });
  assert.match(
    page,
    /\*\*Cells\*\*: .*; where several models judge a claim, those of each model\./,
  );
  assert.match(page, /\*\*Models that agree\*\*: how many pretrained models/);
  const [head, , row] = page.split("\n").filter((line) => line.startsWith("|"));
  const at = head!.split(" | ").indexOf("models that agree");
  assert.equal(row!.split(" | ")[at], "3/3");
  const alone = judgeModels(new Map([...runs].slice(0, 1)), { resamples: 100 });
  const single = claimsMarkdown(alone, { suite: "made-up" });
  assert.ok(!single.includes("odels that agree") && !single.includes("By model:"));
});

test("README and claims.json have the verdicts of the models", () => {
  const json: unknown = JSON.parse(JSON.stringify(claimsJson(judged, { suite: "x" })));
  const page = withClaims(CLAIMS_MARKS.join("\n"), json);
  assert.ok(page.includes("| 3 × 2; holds in 3 of 3 models |"), page);
  assert.ok(page.includes("A row that names no models is of the first alone."));
});
