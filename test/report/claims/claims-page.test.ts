import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { parse } from "papaparse";
import { claims } from "../../../src/report/claims/list/claims";
import { claimsMarkdown, writeClaims } from "../../../src/report/claims/claims-page";
import { judgeClaims } from "../../../src/report/claims/judging/judge";
import { paperStory, simulatedRuns } from "../../analysis/simulated-runs";

const runs = simulatedRuns(paperStory, { datasets: 3, seeds: 2, images: 120 });
const options = { resamples: 100 };
const judged = judgeClaims(runs, options);
const page = claimsMarkdown(judged, { suite: "made-up", judged: options });

test("each claim has its row and its sentence; the title names the suite", () => {
  assert.ok(page.startsWith("# The paper's claims on the made-up suite\n"));
  for (const { id, sentence } of claims) {
    assert.match(page, new RegExp(`^\\| ${id} \\| (\\*\\*|not judged)`, "m"));
    assert.ok(page.includes(`**${id}**`) && page.includes(sentence));
  }
});

test("a row shows effect and interval in points beside the published effect", () => {
  const { datasetMean, pooled, cells } = judged[0]!.statements[0]!;
  const points = (value: number) => `+${(value * 100).toFixed(1)}`;
  const effect = ({ effect, low, high }: typeof pooled) =>
    `${points(effect)} [${points(low)}, ${points(high)}]`;
  const row =
    "| ECE_new(CoOp) − ECE_new(zero-shot) > 0 | points | " +
    `${effect(datasetMean)} | ${effect(pooled)} | ` +
    `${cells.satisfied}/6 | +${(14.58 - 4.61).toFixed(2)} ? |`;
  assert.ok(page.includes(row), row);
  assert.match(page, /^\| C1 \| \*\*holds\*\*/m);
  // FD is a distance, and there is no pooling it.
  const fd = judged.find(({ claim }) => claim.id === "C7")!.statements[0]!.datasetMean;
  const distance = `+${fd.effect.toFixed(3)} [+${fd.low.toFixed(3)}, +${fd.high.toFixed(3)}]`;
  assert.ok(page.includes(`| distance | ${distance} | – | 6/6 | – |`), distance);
});

test("the page says bins, edges, level, resamples, data sets, seeds and images", () => {
  assert.match(page, /10 equal-width bins, `left-closed-drop-1` edges/);
  assert.match(page, /95 % centred bootstrap intervals from 100 paired resamples/);
  assert.match(page, /3 data sets with 2 seeds each, 360 base and 360 new test images/);
});

test("what is not judged is said, with the command that fixes it", () => {
  const none = claimsMarkdown(judgeClaims([]), { suite: "x", command: "npm start" });
  assert.match(none, /0 hold, 0 fail, 0 negligible, 0 undecided, \d+ not judged/);
  assert.match(none, /Not judged: C1, .* on the same data set and seed: `npm start`/);
});

test("claims.json carries the same, with the run ids", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "promptcal-claims-"));
  try {
    writeClaims(folder, judged, { suite: "made-up", judged: options });
    assert.deepEqual(readdirSync(folder).sort(), [
      "claims.csv",
      "claims.json",
      "claims.md",
    ]);
    assert.equal(readFileSync(path.join(folder, "claims.md"), "utf8"), page);
    const json = JSON.parse(readFileSync(path.join(folder, "claims.json"), "utf8")) as {
      claims: { id: string; verdict: string; runIds: string[]; statements: unknown[] }[];
    };
    assert.deepEqual(
      json.claims.map(({ id, verdict }) => [id, verdict]),
      judged.map(({ claim, verdict }) => [claim.id, verdict ?? "not judged"]),
    );
    assert.deepEqual(json.claims[0]!.runIds, judged[0]!.runIds);
    const csv = readFileSync(path.join(folder, "claims.csv"), "utf8");
    assert.deepEqual(
      parse<string[]>(csv.trim())
        .data.slice(1)
        .map(([id]) => id),
      judged.flatMap(({ claim, statements }) => statements.map(() => claim.id)),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
