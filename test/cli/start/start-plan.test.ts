import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { parse } from "papaparse";
import { startPlan } from "../../../src/cli/start/start-plan";
import type { ClassSetPredictions } from "../../../src/experiments/run/predictions";
import { runId } from "../../../src/experiments/spec/spec";
import { suiteNamed, SUITES_VARIABLE } from "../../../src/experiments/suites/suite";
import { presetRuns } from "../../../src/experiments/sweep/presets";
import { randomNormal, seededRandom } from "../../../src/random/random";
import { RUNS_FILE } from "../../../src/report/tables/table-differences";
import { finishSomeRun } from "../../experiments/helpers";
import { makeSiblingSuite, makeTinySuite } from "../../experiments/tiny-suite";

const folder = mkdtempSync(join(tmpdir(), "promptcal-start-"));
const store = join(folder, "store");
const figures = join(folder, "figures");
before(async () => {
  await makeTinySuite(folder);
  await makeSiblingSuite(folder, "two", ["first", "second"]);
  process.env[SUITES_VARIABLE] = join(folder, "suites");
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Of three classes, as either half of the tiny suite's has, with three test images each. */
function predictions(name: string): ClassSetPredictions {
  const random = seededRandom("start", name);
  return {
    classNames: ["ant", "bee", "cat"],
    logits: randomNormal(9 * 3, 2, random),
    labels: Int32Array.of(0, 0, 0, 1, 1, 1, 2, 2, 2),
    textFeatures: randomNormal(3 * 16, 1, random),
    zeroShotTextFeatures: randomNormal(3 * 16, 1, random),
  };
}

/** Every file of the store with its size and time of change. */
function storeFiles(): readonly string[] {
  return readdirSync(store, { recursive: true })
    .map(String)
    .sort()
    .map((path) => {
      const { size, mtimeMs } = statSync(join(store, path));
      return `${path} ${size} ${mtimeMs}`;
    });
}

test("start --stored computes nothing and shows what the store has of the plan", async () => {
  const request = { suite: suiteNamed("two") };
  const story = await presetRuns("core", { ...request, datasets: ["first"] });
  const other = (await presetRuns("core", { ...request, datasets: ["second"] })).slice(
    0,
    1,
  );
  for (const spec of [...story, ...other]) {
    const name = runId(spec);
    finishSomeRun(store, spec, {
      base: predictions(`base ${name}`),
      new: predictions(`new ${name}`),
    });
  }
  const before = storeFiles();
  const lines: string[] = [];
  await startPlan(
    {
      ...{ plan: "short", suite: "two", store, figures, notebooks: undefined },
      stored: true,
      say: (line) => lines.push(line),
    },
    new AbortController().signal,
  );
  assert.deepEqual(storeFiles(), before);

  const plan = await presetRuns("short", request);
  assert.equal(lines[0], `runs: ${plan.length} of the plan short, two suite`);
  const csv = readFileSync(join(figures, RUNS_FILE), "utf8");
  const { data } = parse<{ run: string; base_n: string }>(csv.trim(), { header: true });
  assert.deepEqual(
    data.map(({ run }) => run),
    plan.map(runId),
  );
  const done = new Set([...story, ...other].map(runId));
  for (const { run, base_n } of data) assert.equal(base_n, done.has(run) ? "9" : "", run);
  assert.match(
    lines.at(-1)!,
    new RegExp(`Runs: ${story.length + other.length} of the paper's plan`),
  );
  // One data set has the whole story, which decides nothing.
  const { claims } = JSON.parse(readFileSync(join(figures, "claims.json"), "utf8")) as {
    claims: { id: string; verdict: string; datasets: string[] }[];
  };
  const c1 = claims.find(({ id }) => id === "C1")!;
  assert.deepEqual([c1.verdict, c1.datasets], ["undecided", ["first"]]);
});
