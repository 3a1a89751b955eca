import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { readPlan } from "../../src/experiments/plan";
import { planRuns } from "../../src/experiments/plan-runs";
import { presetRuns } from "../../src/experiments/presets";
import { runId } from "../../src/experiments/spec";
import { SUITES_VARIABLE } from "../../src/experiments/suite";
import { controlRuns } from "../../src/notebook/control-runs";
import { finishSomeRun } from "./helpers";
import { promptcal } from "./promptcal";
import { makeTinySuite, TINY_DATASETS } from "./tiny-suite";

const folder = mkdtempSync(join(tmpdir(), "promptcal-presets-"));
after(() => rmSync(folder, { recursive: true, force: true }));
before(async () => {
  await makeTinySuite(folder);
  process.env[SUITES_VARIABLE] = join(folder, "suites");
});

const WEIGHTS = [0.25, 0.5, 1, 2, 4, 8];

test("controls: the main plan's zero-shot, CoOp and CoOp+DOR, CoOp from words, DOR's weights", async () => {
  const request = { suite: "tiny", seeds: [1, 2], set: { epochs: 3 } };
  const specs = await presetRuns("controls", request);
  const methods = 2 + 1 + WEIGHTS.length;
  assert.equal(specs.length, methods * TINY_DATASETS.length * request.seeds.length);
  const ids = new Set(specs.map(runId));
  assert.equal(ids.size, specs.length);
  const main = await planRuns({ ...request, tuners: ["zeroshot", "coop"] });
  assert.ok(main.every((spec) => ids.has(runId(spec))));
  assert.ok(
    specs.every(({ tuner, recipe }) => tuner === "zeroshot" || recipe["epochs"] === 3),
  );
  const words = specs.filter(({ recipe }) => recipe["context_words"] === "a photo of a");
  assert.equal(words.length, TINY_DATASETS.length * request.seeds.length);
  assert.ok(
    words.every(({ tuner, recipe }) => tuner === "coop" && recipe["context"] === 4),
  );
  const weights = specs.flatMap(({ recipe }) => recipe["dor.weight"] ?? []);
  assert.deepEqual([...new Set(weights)], WEIGHTS);
});

test("the command line plans a preset, and says what does not go with it", async () => {
  const plan = ["sweep", "plan", "--suite", "tiny", "--seeds", "1", "--out", "plan.jsonl"];
  const made = await promptcal(folder, ...plan, "--preset", "controls");
  assert.equal(made.code, 0, made.err);
  const asked = await presetRuns("controls", { suite: "tiny", seeds: [1] });
  assert.deepEqual(readPlan(join(folder, "plan.jsonl")), asked);
  const unknown = await promptcal(folder, ...plan, "--preset", "control");
  assert.match(unknown.err, /unknown preset "control"; did you mean "controls"\?/);
  const both = await promptcal(folder, ...plan, "--preset", "controls", "--tuners", "coop");
  assert.equal(both.code, 1);
  assert.match(both.err, /--tuners with --preset controls: expected one of them, got both/);
});

test("a notebook shows controls when all are there, and says how to make them", async () => {
  const store = join(folder, "store");
  const request = { suite: "tiny", datasets: ["shades"], seeds: [1], epochs: 3 };
  const specs = await presetRuns("controls", { ...request, set: { epochs: 3 } });
  for (const spec of specs.slice(1)) finishSomeRun(store, spec);
  const { groups, note } = await controlRuns(request, store);
  assert.deepEqual(groups, []);
  assert.match(note, new RegExp(`^${specs.length - 1} of ${specs.length} control runs`));
  assert.match(
    note,
    /`npx promptcal sweep --preset controls --suite tiny --seeds 1 --datasets shades --set epochs=3`/,
  );
  finishSomeRun(store, specs[0]!);
  const whole = await controlRuns(request, store);
  assert.deepEqual(
    whole.groups.map(({ title, weight }) => [title, weight]),
    [
      ["zero-shot", undefined],
      ["CoOp, 16 random tokens", undefined],
      ['CoOp, 4 tokens "a photo of a"', undefined],
      ...WEIGHTS.map((weight) => [`CoOp+DOR, λ = ${weight}`, weight]),
    ],
  );
  assert.equal(whole.runs.length, specs.length);
});
