import assert from "node:assert/strict";
import { it } from "node:test";
import { findingText } from "../../../src/report/claims/finding";
import { judgeClaims } from "../../../src/report/claims/judging/judge";
import { paperStory, simulatedRuns } from "../../analysis/simulated-runs";

const runs = simulatedRuns(paperStory);
const resamples = 200;

it("prints a claim's effect, interval, pairs and verdict, those that judging gives", () => {
  const { statements } = judgeClaims(runs, { resamples }).find(
    ({ claim }) => claim.id === "C1",
  )!;
  const { effect, low, high } = statements[0]!.datasetMean;
  const [value, from, to] = [effect, low, high].map(
    (end) => `${end < 0 ? "−" : "+"}${Math.abs(100 * end).toFixed(1)}`,
  );
  const { satisfied, total } = statements[0]!.cells;
  // 6 data sets, 3 seeds.
  assert.equal(total, 18);
  assert.equal(
    findingText(runs, ["C1"], { resamples }),
    `**Here:** ${value} points [${from}, ${to}], in ${satisfied} of 18 pairs of data set and seed. ` +
      "C1 **holds**: CoOp breaks the calibration of CLIP on new classes.",
  );
});

it("gives each of several claims a line", () => {
  const [head, ...lines] = findingText(runs, ["C2", "C3"], { resamples }).split("\n");
  assert.equal(head, "**Here:**");
  assert.deepEqual(
    lines.map((line) => /\bC\d+\b/.exec(line)![0]),
    ["C2", "C3"],
  );
});

it("names the methods that a claim lacks", () => {
  const some = runs.filter(({ method }) => method !== "coop");
  assert.match(findingText(some, ["C2"]), /C2 is not judged: it needs runs of CoOp/);
});

it("decides nothing on one data set", () => {
  const one = simulatedRuns(paperStory, { datasets: 1 });
  assert.match(findingText(one, ["C2"], { resamples }), /stays \*undecided\*, because one/);
});

it("refuses a claim that does not exist", () => {
  assert.throws(() => findingText(runs, ["C99"]), /claim.*C99/);
});
