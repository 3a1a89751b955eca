import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { kindEstimates } from "../../../src/analysis/kind-estimates";
import { methodEstimates } from "../../../src/analysis/estimates";
import { runsOfKinds } from "../../../src/analysis/runs/runs-of-kinds";
import { claimsJson, claimsMarkdown } from "../../../src/report/claims/claims-page";
import { judgeClaims } from "../../../src/report/claims/judging/judge";
import { judgeKinds } from "../../../src/report/claims/judging/judge-kinds";
import { judgeModels } from "../../../src/report/claims/judging/judge-models";
import { kindEffects } from "../../../src/report/claims/kind-effects";
import { kindSentences, kindTable } from "../../../src/report/claims/kind-table";
import { claimsNamed } from "../../../src/report/claims/list/claims-named";
import { CLAIMS_MARKS, withClaims } from "../../../src/report/claims/readme-claims";
import { reproductionReport } from "../../../src/report/claims/reproduction-report";
import { paperStory, simulatedRuns } from "../../analysis/simulated-runs";

const options = { resamples: 200 };
/** KgCoOp is overconfident on base classes, too. */
const base = { ...paperStory.kgcoop!.base, gap: 0.1 };
const calm = { ...paperStory, kgcoop: { ...paperStory.kgcoop!, base } };
const world = { datasets: 6, images: 150 };
const told = (name: number) => [
  ...simulatedRuns(paperStory, { ...world, name }),
  ...simulatedRuns(calm, { ...world, name: name + 10 }).map((run) => ({
    ...run,
    runId: `calm-${run.runId}`,
    dataset: `calm-${run.dataset}`,
  })),
];
const runs = told(1);
const names = [...new Set(runs.map(({ dataset }) => dataset))];
const kinds = { signs: names.slice(0, 6), nouns: names.slice(6), colours: ["red"] };
const models = new Map([
  ["a", runs],
  ["b", told(2)],
]);
const compared = judgeKinds(models, kinds, ["C2", "C3"], options);
const [c2, c3] = kindEffects(compared);
const json: unknown = JSON.parse(
  JSON.stringify(
    claimsJson(judgeClaims(runs, { ...options, claims: claimsNamed(["C3"]) }), {
      suite: "made-up",
      kinds: compared,
    }),
  ),
);

describe("claims by kind of data set", () => {
  test("are judged on each kind as on all; a kind without runs is left out", () => {
    assert.deepEqual([...compared[1]!.on.keys()], ["signs", "nouns"]);
    const own = new Map(
      [...models].map(([model, all]) => [model, runsOfKinds(all, kinds).get("nouns")!]),
    );
    const claims = claimsNamed(["C2", "C3"]);
    const [, alone] = judgeModels(own, { ...options, claims });
    assert.deepEqual(compared[1]!.on.get("nouns"), alone);
  });

  test("hold on one kind and fail on the other where the story differs", () => {
    const verdicts = (claim: typeof c3) => claim!.kinds.map(({ verdict }) => verdict);
    assert.deepEqual(verdicts(c2), ["holds", "holds"]);
    assert.deepEqual(verdicts(c3), ["holds", "fails"]);
    assert.deepEqual(
      c3!.kinds.map(({ datasets }) => datasets.length),
      [6, 6],
    );
  });

  test("have the difference of two kinds, and none of one or three", () => {
    const [first, second] = c3!.kinds;
    const { effect, low, high } = c3!.difference!;
    assert.equal(effect, first!.effect - second!.effect);
    // Independent draws: wider than either interval, narrower than both together.
    const widths = c3!.kinds.map((own) => own.high - own.low);
    assert.ok(high - low > 0.9 * Math.max(...widths));
    assert.ok(high - low < 1.1 * (widths[0]! + widths[1]!));
    assert.ok(low > 0);
    const halves = { ...kinds, signs: names.slice(0, 3), marks: names.slice(3, 6) };
    for (const other of [{ signs: names }, halves]) {
      const [claim] = kindEffects(
        judgeKinds(new Map([["a", runs]]), other, ["C2"], options),
      );
      assert.equal(claim!.difference, undefined);
      assert.equal(claim!.kinds.length, other === halves ? 3 : 1);
    }
  });

  test("stand in a table; those that differ in a sentence each", () => {
    const table = kindTable([c2!, c3!]);
    assert.match(
      table,
      /\| claim \|  \| unit \| signs, 6 data sets \| nouns, 6 data sets \|/,
    );
    assert.match(table, /\| C3 \| .* \| points \| \*holds\*: \+.* \| \*fails\*: −.* \| \+/);
    assert.match(kindTable([]), /No claim was judged/);
    // Verdicts that differ, but a difference that may be chance.
    const unsure = { ...c3!, difference: { ...c3!.difference!, low: -0.01, high: 0.02 } };
    assert.deepEqual(kindSentences([unsure]), []);
    const sentences = kindSentences([c2!, c3!]);
    assert.equal(sentences.length, 1);
    assert.match(
      sentences[0]!,
      /^C3 \(KgCoOp is underconfident on base classes\) \*\*holds\*\* on signs, \+\S+ \[.*\] points \(6 data sets\); \*\*fails\*\* on nouns, −.*; difference \+/,
    );
  });

  test("are on the claims page, in README and in the report, marked as exploratory", () => {
    const judged = judgeClaims(runs, { ...options, claims: claimsNamed(["C3"]) });
    const context = { suite: "made-up", kinds: compared };
    const readme = withClaims(CLAIMS_MARKS.join("\n"), json);
    const report = reproductionReport(json, { suite: "made-up", model: "a" });
    const page = claimsMarkdown(judged, context);
    for (const text of [page, readme, report]) assert.match(text, /exploratory/);
    assert.ok(
      page.includes(kindTable([c2!, c3!])) && report.includes(kindTable([c2!, c3!])),
    );
    assert.ok(readme.includes(`- ${kindSentences([c3!])[0]!}`));
    // Claims of a suite without kinds.
    const none = { suite: "made-up" };
    assert.doesNotMatch(claimsMarkdown(judged, none), /By kind/);
    const stored: unknown = JSON.parse(JSON.stringify(claimsJson(judged, none)));
    assert.doesNotMatch(withClaims(CLAIMS_MARKS.join("\n"), stored), /kind of data set/);
    assert.doesNotMatch(reproductionReport(stored, { suite: "x", model: "a" }), /by kind/);
  });
});

test("estimates by kind are those of its runs, in a group of its name", () => {
  const found = kindEstimates(runs, kinds, "gap", ["coop", "kgcoop"], options);
  assert.deepEqual(
    found.map(({ group, method }) => `${group}: ${method}`),
    ["signs", "nouns"].flatMap((kind) =>
      ["coop", "kgcoop"].map((method) => `${kind}, 6 data sets: ${method}`),
    ),
  );
  const nouns = runsOfKinds(runs, kinds).get("nouns")!;
  const [coop] = methodEstimates(nouns, "gap", ["coop", "kgcoop"], options);
  assert.deepEqual(found[2]!.base, coop!.base);
  // A data set that a method has no run on is in no estimate, and is not counted.
  const fewer = runs.filter(
    ({ method, dataset }) => method !== "coop" || dataset !== names[0],
  );
  const [smaller] = kindEstimates(fewer, kinds, "gap", ["coop", "kgcoop"], options);
  assert.equal(smaller!.group, "signs, 5 data sets");
  // The paper's numbers are means of other data sets.
  assert.ok(found.every(({ published }) => published === undefined));
});

test("runs under covariate shift are of the kind they were tuned on", () => {
  const shifted = { ...runs[0]!, dataset: "domain-00, blurred", tunedOn: "domain-00" };
  assert.deepEqual([...runsOfKinds([shifted], kinds)], [["signs", [shifted]]]);
});
