import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { claimsSummary } from "../../../src/cli/start/claims-summary";
import { claimsJson } from "../../../src/report/claims/claims-page";
import { judgeClaims } from "../../../src/report/claims/judging/judge";
import { paperStory, simulatedRuns } from "../../analysis/simulated-runs";

const runs = simulatedRuns(paperStory, { datasets: 4, images: 100 });
const summaryOf = (some: typeof runs): string => {
  const claims = judgeClaims(some, { resamples: 200 });
  const json = claimsJson(claims, { suite: "icons" });
  return claimsSummary(JSON.parse(JSON.stringify(json)));
};

describe("the claims at the end of npm start", () => {
  it("are those that were judged, each in a line with its verdict; the others are named", () => {
    const summary = summaryOf(
      runs.filter(({ method }) => ["zeroshot", "coop"].includes(method)),
    );
    assert.match(
      summary,
      /^43 claims: \d+ hold, \d+ fail, \d+ negligible, \d+ undecided, \d+ not judged\./,
    );
    assert.match(
      summary,
      /^C1 +holds(?: †)? +\+\d+\.\d \[\+\d.*\] points +4 +CoOp breaks the calibration/m,
    );
    assert.match(summary, /^Not judged, for lack of runs: .*\bC8\b.*\bC13\b/m);
    assert.doesNotMatch(summary, /^C8 /m);
  });

  it("have no table where none was judged", () => {
    const summary = summaryOf([]);
    assert.match(summary, /^43 claims: 0 hold, .*, 43 not judged\.\n\nNot judged/);
  });
});
