import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { claimsJson } from "../../../src/report/claims/claims-page";
import { judgeClaims } from "../../../src/report/claims/judge";
import { CLAIMS_MARKS, withClaims } from "../../../src/report/claims/readme-claims";
import { paperStory, simulatedRuns } from "../../analysis/simulated-runs";

const root = join(__dirname, "..", "..", "..");
const runs = simulatedRuns(paperStory, { datasets: 2, seeds: 2, images: 80 });
const claims = judgeClaims(runs, { resamples: 50 });
const json: unknown = JSON.parse(JSON.stringify(claimsJson(claims, { suite: "made-up" })));

test("the table between the marks is written anew; all else stays", () => {
  const page = `# Title\n\n${CLAIMS_MARKS[0]}\nstale\n${CLAIMS_MARKS[1]}\n\nend\n`;
  const written = withClaims(page, json);
  assert.ok(written.startsWith("# Title\n\n") && written.endsWith("\n\nend\n"));
  assert.ok(!written.includes("stale"));
  const c1 = claims.find(({ claim }) => claim.id === "C1")!;
  const effect = (100 * c1.statements[0]!.pooled.effect).toFixed(1);
  assert.match(
    written,
    new RegExp(`\\| C1 \\| .* \\| \\*\\*${c1.verdict}\\*\\* \\| \\+${effect} \\[`),
  );
  assert.equal(withClaims(written, json), written);
});

test("a page without marks stays as it is; one mark alone is an error", () => {
  assert.equal(withClaims("page", json), "page");
  assert.throws(() => withClaims(CLAIMS_MARKS[0], json), /one without the other/);
});

test("the README's claims are those of figures/claims.json", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const stored: unknown = JSON.parse(
    readFileSync(join(root, "figures", "claims.json"), "utf8"),
  );
  assert.equal(withClaims(readme, stored), readme, "run: npx promptcal tables");
});
