import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { claimsJson } from "../../../src/report/claims/claims-page";
import { judgeClaims } from "../../../src/report/claims/judging/judge";
import { judgeModels } from "../../../src/report/claims/judging/judge-models";
import { reproductionReport } from "../../../src/report/claims/reproduction-report";
import { paperStory, simulatedRuns } from "../../analysis/simulated-runs";

const claims = judgeClaims(simulatedRuns(paperStory, { datasets: 4, images: 100 }), {
  resamples: 200,
});
const json: unknown = JSON.parse(JSON.stringify(claimsJson(claims, { suite: "icons" })));
const facts = { suite: "icons", model: "icons" };
const report = reproductionReport(json, facts);

/** The lines of a section. */
function section(title: string, page = report): string {
  const start = page.indexOf(`## ${title}`);
  assert.ok(start >= 0, title);
  const end = page.indexOf("\n## ", start + 1);
  return page.slice(start, end < 0 ? undefined : end);
}

describe("the reproduction's report", () => {
  test("has every judged claim in the section of its verdict, and nowhere else", () => {
    const titles = {
      holds: "Results that match the paper",
      fails: "Results that do not",
      negligible: "Differences that are negligible here",
      undecided: "Results that these runs cannot decide",
    };
    for (const { claim, verdict } of claims) {
      for (const [name, title] of Object.entries(titles)) {
        const row = section(title).includes(`\n| ${claim.id} |`);
        assert.equal(row, verdict === name, `${claim.id} in ${title}`);
      }
    }
  });

  test("says on what the claims were judged, and counts them", () => {
    const judged = claims.filter(({ verdict }) => verdict !== undefined);
    const holding = judged.filter(({ verdict }) => verdict === "holds").length;
    assert.match(
      section("Summary"),
      new RegExp(`Of ${claims.length} claims: ${holding} hold`),
    );
    // 4 data sets with 100 base and 100 new images each.
    assert.match(
      section("Methodology"),
      /4 data sets with 400 base and 400 new test images, 3 seeds\. The pretrained model is `icons`\. \*\?\* marks a published number/,
    );
  });

  test("says which claims are judged on several models, and what each model says", () => {
    const runs = ["icons", "icons-b", "icons-c"].map(
      (model, at) =>
        [model, simulatedRuns(paperStory, { datasets: 4, images: 100, name: at })] as const,
    );
    // The last two models have the runs of the claims on CoOp alone.
    const some = runs.map(
      ([model, own], at) =>
        [
          model,
          at === 0 ? own : own.filter(({ method }) => /^(zeroshot|coop)$/.test(method)),
        ] as const,
    );
    const judged = judgeModels(new Map(some), { resamples: 200 });
    const shared = judged.filter(({ models }) => models !== undefined);
    assert.ok(shared.length > 1 && shared.length < judged.length);
    const stored: unknown = JSON.parse(
      JSON.stringify(claimsJson(judged, { suite: "icons" })),
    );
    const page = reproductionReport(stored, facts);
    assert.match(
      section("Methodology", page),
      new RegExp(
        `${shared.length} claims are judged on the mean of 3 pretrained models \\(\`icons\`, \`icons-b\`, \`icons-c\`\\), ` +
          "which are drawn in each resample; all others on `icons` alone",
      ),
    );
    const row = (id: string) =>
      page.split("\n").find((line) => line.startsWith(`| ${id} |`))!;
    assert.match(row("C2"), /\| holds in 3 of 3 models \|/);
    assert.match(row("C7"), /\| – \| – \|$/);
  });

  test("says what the runs took, where the store knows", () => {
    assert.match(section("Summary"), /What the runs took is not in the store/);
    const cost = {
      runs: 180,
      seconds: 9000,
      peakBytes: 3 * 2 ** 29,
      machines: ["a linux x64"],
      parts: [
        { part: "core", runs: 120, seconds: 7200 },
        { part: "visual", runs: 60, seconds: 1800 },
      ],
    };
    const costly = reproductionReport(json, { ...facts, cost });
    const summary = section("Summary", costly);
    assert.match(
      summary,
      /180 runs took 2\.5 hours of one worker in all, at most 1\.5 GiB in one process, on 1 machine/,
    );
    const parts = section("What it cost", costly);
    assert.match(parts, /\| `core` \| zero-shot, CoOp, .* \| 120 \| 2\.0 \|/);
    assert.match(parts, /\| `visual` \| outlier images \| 60 \| 0\.5 \|/);
    assert.ok(!report.includes("What it cost"));
  });

  test("does without runs", () => {
    const none = reproductionReport(
      JSON.parse(JSON.stringify(claimsJson([], facts))),
      facts,
    );
    assert.match(section("Methodology", none), /No claim could be judged/);
    assert.match(section("Results that match the paper", none), /None\./);
  });
});
