import assert from "node:assert/strict";
import { test } from "node:test";
import { claimsJson } from "../../../src/report/claims/claims-page";
import { judgeClaims } from "../../../src/report/claims/judging/judge";
import { CLAIMS_MARKS, withClaims } from "../../../src/report/claims/readme-claims";
import { reproductionReport } from "../../../src/report/claims/reproduction-report";
import { paperStory, simulatedRuns } from "../../analysis/simulated-runs";

const runs = simulatedRuns(paperStory, { datasets: 2, seeds: 2, images: 80 });
const claims = judgeClaims(runs, { resamples: 50 });
const json: unknown = JSON.parse(JSON.stringify(claimsJson(claims, { suite: "made-up" })));

test("the table between the marks is rewritten; all else stays", () => {
  const page = `# Title\n\n${CLAIMS_MARKS[0]}\nstale\n${CLAIMS_MARKS[1]}\n\nend\n`;
  const written = withClaims(page, json);
  assert.ok(written.startsWith("# Title\n\n") && written.endsWith("\n\nend\n"));
  assert.ok(!written.includes("stale"));
  const c1 = claims.find(({ claim }) => claim.id === "C1")!;
  const effect = (100 * c1.statements[0]!.datasetMean.effect).toFixed(1);
  assert.match(
    written,
    new RegExp(`\\| C1 \\| .* \\| \\*\\*${c1.verdict}\\*\\*.* \\| \\+${effect} \\[`),
  );
  assert.equal(withClaims(written, json), written);
});

test("a page without marks stays as it is; one mark alone is an error", () => {
  assert.equal(withClaims("page", json), "page");
  assert.throws(() => withClaims(CLAIMS_MARKS[0], json), /one without the other/);
});

test("each row has its unit; single sources keep their mark, shares are percent", () => {
  const page = withClaims(CLAIMS_MARKS.join("\n"), json);
  const row = (id: string) =>
    page.split("\n").find((line) => line.startsWith(`| ${id} |`))!;
  const cells = (id: string) =>
    row(id)
      .split(" | ")
      .map((cell) => cell.replace(/ \|$/, ""));
  const c7 = claims.find(({ claim }) => claim.id === "C7")!.statements[0]!.datasetMean;
  assert.ok(cells("C7")[3]!.startsWith(`+${c7.effect.toFixed(3)} [`));
  assert.equal(cells("C7")[4], "distance");
  assert.equal(cells("C1")[4], "points");
  // 14.58 of several sources less 4.61 of one.
  assert.equal(cells("C1")[6], `+${(14.58 - 4.61).toFixed(1)} ?`);
  assert.equal(cells("C4")[6], `+${(5.82 - 3.07).toFixed(1)}`);
  assert.match(page, /single source/);
  const share = {
    ...{ id: "C0", sentence: "All.", level: "must", verdict: "holds", survivesHolm: false },
    ...{ datasets: ["a, x", "a, y"], tunedOn: ["a", "a"], seeds: 1 },
    statements: [
      {
        terms: [{ quantity: "within_bound" }],
        datasetMean: { effect: 1, low: 1, high: 1 },
        ...{ publishedPoints: null, publishedConfidence: null },
      },
    ],
  };
  const shares = withClaims(CLAIMS_MARKS.join("\n"), { tests: null, claims: [share] });
  assert.match(
    shares,
    /^\| C0 \| All\. \| \*\*holds\*\* \| 100 % \| share \| 1 × 1 \| – \|$/m,
  );
});

test("a row shows the inequality that decides its verdict, in the README and in the report", () => {
  const statement = (text: string, verdict: string, effect: number) => ({
    ...{ text, verdict, terms: [{ quantity: "ece" }] },
    datasetMean: { effect, low: effect - 0.01, high: effect + 0.01 },
    ...{ publishedPoints: 100 * effect, publishedConfidence: "medium" },
  });
  const claim = {
    ...{ id: "C0", sentence: "Both.", level: "must", survivesHolm: false, ours: true },
    ...{ datasets: ["a"], tunedOn: ["a"], seeds: 1, images: [9, 9] },
    statements: [statement("a > 0", "holds", 0.05), statement("b > 0", "undecided", 0.003)],
  };
  const of = (verdict: string) => ({ tests: null, claims: [{ ...claim, verdict }] });
  const readme = (verdict: string) => withClaims(CLAIMS_MARKS.join("\n"), of(verdict));
  const sentence = "C0 | Both. (Our question.)";
  const open = "+0.3 [−0.7, +1.3]: b > 0 | points";
  assert.ok(
    readme("undecided").includes(
      `| ${sentence} | **undecided** | ${open} | 1 × 1 | +0.3 ? |`,
    ),
  );
  // Where the claim holds, every inequality does: the first speaks for it, and needs no text.
  assert.ok(readme("holds").includes("| +5.0 [+4.0, +6.0] | points | 1 × 1 | +5.0 ? |"));
  const report = reproductionReport(of("undecided"), { suite: "made-up", model: "icons" });
  assert.ok(report.includes(`| ${sentence} | ${open} | – | +0.3 ? |`), report);
});

test("the page says how many verdicts chance alone would give", () => {
  const page = withClaims(CLAIMS_MARKS.join("\n"), json);
  const tests = claims.filter(({ pValue }) => pValue !== undefined).length;
  assert.ok(
    page.includes(
      `${tests} claims are tested at 95 %. If every effect lay exactly on its bound, chance alone would decide about ${(0.05 * tests).toFixed(1)} of them`,
    ),
  );
});

test("claims of an older format are refused with a way out", () => {
  const old = { claims: [{ statements: [{ pooled: { effect: 0, low: 0, high: 0 } }] }] };
  assert.throws(
    () => withClaims(CLAIMS_MARKS.join("\n"), old),
    /older version.*npm run paper/,
  );
});
