import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { readPlan } from "../../../src/experiments/sweep/plan";
import { planRuns } from "../../../src/experiments/sweep/plan-runs";
import { baselineCurves } from "../../../src/analysis/curves/baseline-curves";
import { PRESETS } from "../../../src/experiments/sweep/named-presets";
import {
  BASELINE_WEIGHTS,
  COSTLY,
  type PresetPart,
} from "../../../src/experiments/sweep/preset-parts";
import {
  plannedRuns,
  presetRuns,
  PRESET_NAMES,
  type PresetRequest,
} from "../../../src/experiments/sweep/presets";
import { runId } from "../../../src/experiments/spec/spec";
import { suiteNamed, SUITES_VARIABLE } from "../../../src/experiments/suites/suite";
import { presetResults } from "../../../src/notebook/preset-results";
import { finishSomeRun } from "../helpers";
import { promptcal } from "../promptcal";
import { makeSiblingSuite, makeTinySuite } from "../tiny-suite";

const folder = mkdtempSync(join(tmpdir(), "promptcal-presets-"));
after(() => rmSync(folder, { recursive: true, force: true }));
before(async () => {
  await makeTinySuite(folder);
  process.env[SUITES_VARIABLE] = join(folder, "suites");
});

/** A request of the tiny suite, whose file is there once the tests begin. */
const tiny = (): Pick<PresetRequest, "suite"> => ({ suite: suiteNamed("tiny") });

/** Whether one of the parts has all runs of another. */
function includes(parts: readonly PresetPart[], requested: PresetPart): boolean {
  const within = (range: number | undefined, of: number | undefined) =>
    of === undefined || (range !== undefined && range <= of);
  return parts.some(
    (part) =>
      isDeepStrictEqual(part.vary, requested.vary) &&
      requested.tuners.every((tuner) => part.tuners.includes(tuner)) &&
      requested.regularisers.every((name) => part.regularisers.includes(name)) &&
      within(requested.datasets, part.datasets) &&
      (part.seeds === undefined || isDeepStrictEqual(part.seeds, requested.seeds)),
  );
}

test("core is the plan without names; every preset but those beyond the paper is part of paper, so that a run counts everywhere", async () => {
  assert.deepEqual(await presetRuns("core", tiny()), await planRuns(tiny()));
  const beyond = ["testtime", "baselines"];
  for (const name of PRESET_NAMES.filter((each) => !beyond.includes(each))) {
    assert.ok(
      PRESETS[name].every((part) => includes(PRESETS.paper, part)),
      name,
    );
  }
});

test("a planned run names the first preset that has it", async () => {
  const planned = await plannedRuns(["core", "pull"], tiny());
  const core = new Set((await presetRuns("core", tiny())).map(runId));
  for (const { spec, preset } of planned)
    assert.equal(preset, core.has(runId(spec)) ? "core" : "pull");
  assert.deepEqual(new Set(planned.map(({ preset }) => preset)), new Set(["core", "pull"]));
});

test("short has paper's methods but the costly, the story's on the eight largest data sets, the others on the smallest of these", () => {
  const tuners = (parts: readonly PresetPart[]) =>
    [...new Set(parts.flatMap((part) => part.tuners))].sort();
  const costly: readonly string[] = COSTLY;
  assert.deepEqual(
    tuners(PRESETS.short),
    tuners(PRESETS.paper).filter((tuner) => !costly.includes(tuner)),
  );
  assert.ok(costly.every((tuner) => tuners(PRESETS.paper).includes(tuner)));
  const isStory = ({ tuners }: PresetPart) =>
    isDeepStrictEqual(tuners, PRESETS.core[0]!.tuners);
  for (const part of PRESETS.short) {
    assert.deepEqual([part.datasets, part.seeds], [8, [1]]);
    assert.equal(part.lastOnly ?? false, !isStory(part));
  }
});

test("all runs of short but the story's are on the eighth data set alone, the smallest of the eight largest", async () => {
  const names = Array.from({ length: 12 }, (_, i) => `set-${String(i).padStart(2, "0")}`);
  await makeSiblingSuite(folder, "twelve", names);
  const ids = async (preset: string, datasets: readonly string[]) =>
    (await presetRuns(preset, { suite: suiteNamed("twelve"), seeds: [1], datasets })).map(
      runId,
    );
  const short = await presetRuns("short", { suite: suiteNamed("twelve") });
  const story = new Set(await ids("core", names.slice(0, 8)));
  const others = short.filter((spec) => !story.has(runId(spec)));
  assert.equal(short.length - others.length, story.size);
  assert.deepEqual(new Set(others.map(({ dataset }) => dataset)), new Set([names[7]]));
  const all = await Promise.all(
    ["tables", "outliers", "pull"].map((preset) => ids(preset, [names[7]!])),
  );
  const request = { suite: suiteNamed("twelve"), seeds: [1], datasets: [names[7]!] };
  const leftOut = new Set(
    (await plannedRuns(["tables"], request))
      .map(({ spec }) => spec)
      .filter(({ tuner }) => COSTLY.some((name) => name === tuner))
      .map(runId),
  );
  const expected = all.flat().filter((id) => !story.has(id) && !leftOut.has(id));
  assert.deepEqual(new Set(others.map(runId)), new Set(expected));
});

test("a run names the options that its preset varies, unless they are at their defaults", async () => {
  const request = { ...tiny(), seeds: [1], set: { epochs: 3 } };
  const runs = await plannedRuns(["core", "sensitivity"], request);
  assert.ok(
    runs.every(({ spec }) => spec.tuner === "zeroshot" || spec.recipe["epochs"] === 3),
  );
  const weights = runs.filter(({ changed }) => changed["dor.lambda"] !== undefined);
  for (const { spec, changed } of weights) {
    assert.equal(spec.recipe["dor.lambda"], Number(changed["dor.lambda"]));
    assert.notEqual(spec.recipe["dor.lambda"], 8);
  }
  assert.ok(weights.length > 0);
  const plain = runs.filter(({ changed }) => Object.keys(changed).length === 0);
  const core = await presetRuns("core", request);
  assert.deepEqual(
    plain.map(({ spec }) => runId(spec)),
    core.map(runId),
  );
});

test("baselines have each regulariser's default weight and the varied ones, once each", async () => {
  const runs = await plannedRuns(["baselines"], { ...tiny(), datasets: ["shades"] });
  for (const [option, values] of Object.entries(BASELINE_WEIGHTS)) {
    const own = runs.filter(({ spec }) => option.startsWith(`${spec.regulariser}.`));
    const { standard } = baselineCurves("coop").find((curve) => curve.option === option)!;
    assert.deepEqual(
      own.map(({ spec }) => String(spec.recipe[option])),
      [standard, ...values],
    );
    assert.deepEqual(
      own.map(({ changed }) => changed[option]),
      [undefined, ...values],
    );
  }
  assert.equal(new Set(runs.map(({ spec }) => runId(spec))).size, runs.length);
});

test("a choice of data sets leaves out the runs on all others, and changes none of the rest", async () => {
  const all = await presetRuns("tables", { ...tiny(), seeds: [1] });
  const names = [...new Set(all.map(({ dataset }) => dataset))];
  assert.ok(names.length > 1);
  const only = (suite: string, dataset: string): boolean =>
    suite === "tiny" && dataset === names.at(-1);
  assert.deepEqual(
    await presetRuns("tables", { ...tiny(), seeds: [1], only }),
    all.filter(({ suite, dataset }) => only(suite, dataset)),
  );
  assert.deepEqual(await presetRuns("tables", { ...tiny(), only: () => false }), []);
});

test("the command line plans a preset, and says what does not go with it", async () => {
  const plan = ["sweep", "plan", "--suite", "tiny", "--seeds", "1", "--out", "plan.jsonl"];
  const made = await promptcal(folder, ...plan, "--preset", "outliers");
  assert.equal(made.code, 0, made.err);
  const requested = await presetRuns("outliers", { ...tiny(), seeds: [1] });
  assert.deepEqual(readPlan(join(folder, "plan.jsonl")), requested);
  const unknown = await promptcal(folder, ...plan, "--preset", "outlier");
  assert.match(unknown.err, /unknown preset "outlier"; did you mean "outliers"\?/);
  const both = await promptcal(folder, ...plan, "--preset", "core", "--tuners", "coop");
  assert.equal(both.code, 1);
  assert.match(both.err, /--tuners with --preset core: expected one of them, got both/);
});

test("a notebook shows what the store has of a preset, and says how to make the rest", async () => {
  const store = join(folder, "store");
  const request = {
    suite: "tiny",
    datasets: ["shades"],
    seeds: [1],
    epochs: "recipe",
    presets: ["outliers"],
  } as const;
  const specs = await presetRuns("outliers", {
    ...tiny(),
    datasets: ["shades"],
    seeds: [1],
  });
  finishSomeRun(store, specs[0]!);
  const part = await presetResults(request, { store });
  assert.deepEqual(
    part.runs.map(({ method }) => method),
    ["coop+dor[dor.choice=far]"],
  );
  assert.match(part.note, new RegExp(`^\\*\\*1 of ${specs.length} runs are in the store`));
  assert.match(part.note, /CoOp\+DOR, outliers random 0\/1/);
  assert.match(part.note, /`npx promptcal sweep --preset outliers --suite tiny`/);
  // Of many methods the first eight are named, the others counted.
  const many = await presetResults(
    { ...request, presets: ["outliers", "pull"] },
    { store: join(folder, "empty") },
  );
  const [, named, further] = /Not complete: (.*), (\d+) further methods\. Compute/.exec(
    many.note,
  )!;
  assert.equal(named!.match(/ 0\/\d+/g)!.length, 8);
  const planned = await plannedRuns(["outliers", "pull"], tiny());
  const methods = new Set(
    planned.map(({ spec, changed }) =>
      JSON.stringify([spec.tuner, spec.regulariser, changed]),
    ),
  );
  assert.equal(8 + Number(further), methods.size);
  for (const spec of specs.slice(1)) finishSomeRun(store, spec);
  const whole = await presetResults(request, { store });
  assert.equal(whole.runs.length, specs.length);
  assert.equal(whole.note, `All ${specs.length} runs are in the store.`);
});

test("models and scales are the core on the variants of the suite, with runs of their own", async () => {
  const path = join(folder, "suites", "tiny.json");
  const suite = JSON.parse(readFileSync(path, "utf8")) as { model: { weights: string } };
  const variants = {
    second: { weights: suite.model.weights },
    twin: { weights: suite.model.weights, control_of: "second" },
    "scale-2": { logit_scale_factor: 2 },
  };
  const varied = { ...suite, name: "varied", variants };
  writeFileSync(join(folder, "suites", "varied.json"), JSON.stringify(varied));
  const core = await presetRuns("core", { suite: suiteNamed("varied"), seeds: [1] });
  const onVariant = (name: string, own: object = {}) =>
    core.map((run) => ({ ...run, suite: name, recipe: { ...run.recipe, ...own } }));
  for (const [preset, expected] of [
    ["models", onVariant("varied+second")],
    [
      "scales",
      [
        ...onVariant("varied+scale-2", { logit_scale_factor: 2 }),
        ...onVariant("varied+twin"),
      ],
    ],
  ] as const) {
    const runs = await presetRuns(preset, { suite: suiteNamed("varied"), seeds: [1] });
    assert.deepEqual(runs, expected);
    const ids = new Set([...core, ...runs].map(runId));
    assert.equal(ids.size, core.length + expected.length);
  }
  assert.deepEqual(await presetRuns("models", tiny()), []);
});

test("open claims are parts of paper's tables and outliers, on the further models", () => {
  const parts = PRESETS["open-claims"];
  const onFirst = PRESETS.paper.filter((part: PresetPart) => part.variants === undefined);
  for (const { variants, ...part } of parts) {
    assert.equal(variants, "models");
    assert.ok(includes(onFirst, part));
  }
  assert.deepEqual(
    parts.map(({ tuners: [tuner], vary }) => vary?.["dor.choice"] ?? tuner),
    ["cocoop", "maple", "vpt", "far", "random"],
  );
});
