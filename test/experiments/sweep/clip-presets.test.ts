import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { CLIP_DATASETS, clipDataset } from "../../../src/datasets/clip/catalog";
import { suiteNamed, SUITES_VARIABLE } from "../../../src/experiments/suites/suite";
import { readPlan } from "../../../src/experiments/sweep/plan";
import { planRuns } from "../../../src/experiments/sweep/plan-runs";
import { PRESET_NAMES } from "../../../src/experiments/sweep/presets";
import { methodName } from "../../../src/experiments/spec/spec";
import { makeMiniature } from "../../datasets/miniatures";
import { makeMiniClip } from "../mini-clip";
import { promptcal } from "../promptcal";

const ELEVEN = CLIP_DATASETS.slice(0, 11);
const folder = mkdtempSync(join(tmpdir(), "promptcal-clip-presets-"));
after(() => rmSync(folder, { recursive: true, force: true }));
before(async () => {
  await makeMiniClip(folder);
  for (const name of ELEVEN) await makeMiniature(name, join(folder, "published"));
  process.env["PROMPTCAL_DATA"] = join(folder, "published");
});

let plans = 0;
const plan = (...words: string[]) =>
  promptcal(
    folder,
    ...["sweep", "plan", "--suite", "miniclip", "--out", `plan-${++plans}`, ...words],
  );
const planned = () => readPlan(join(folder, `plan-${plans}`));

/** Data sets with a run of a method, in the plan that was written last. */
function datasetsWith(method: string): readonly string[] {
  const runs = planned().filter((spec) => methodName(spec) === method);
  return [...new Set(runs.map(({ dataset }) => dataset))];
}

test("every preset is planned on the published eleven, and a data set without a part is named", async () => {
  const ownImages =
    "imagenet has no runs with dor-image: the outlier images would be its own; " +
    "choose others with --set dor-image.source=NAME";
  for (const preset of PRESET_NAMES) {
    const { code, err, out } = await plan("--preset", preset, "--seeds", "1");
    if (preset === "shift") {
      assert.match(err, /no runs under covariate shift for imagenet: data set imagenetv2/);
      assert.match(err, /^no runs under covariate shift for caltech101, .*, ucf101: no /m);
      continue;
    }
    assert.equal(code, 0, `${preset}: ${err}`);
    const hasImages = ["visual", "paper"].includes(preset);
    assert.equal(err.includes(ownImages), hasImages, `${preset}: ${err}`);
    assert.equal(err.split(ownImages).length, hasImages ? 2 : 1);
    if (preset === "models") assert.match(err, /^no runs on further models: suite minic/m);
    if (preset === "models" || preset === "scales") assert.match(out, /: 0 runs\n$/);
    if (!["paper", "core", "tables", "visual"].includes(preset)) continue;
    const found = new Set(planned().map(({ dataset }) => dataset));
    assert.deepEqual([...found], ELEVEN);
  }
});

test("another source of outlier images is left out in the place of ImageNet", async () => {
  const source = ["--set", "dor-image.source=fgvc_aircraft"];
  const { code, err } = await plan("--preset", "paper", "--seeds", "1", ...source);
  assert.equal(code, 0, err);
  assert.match(err, /^fgvc_aircraft has no runs with dor-image/m);
  assert.deepEqual(
    datasetsWith("vpt+dor-image"),
    ELEVEN.filter((name) => name !== "fgvc_aircraft"),
  );
  assert.deepEqual(datasetsWith("vpt"), ELEVEN);
  const wrong = await plan("--preset", "paper", "--set", "dor-image.sorce=dtd");
  assert.match(wrong.err, /unknown option.*"dor-image.sorce"; did you mean "dor-image.so/);
});

test("with the four shifted test sets, ImageNet has runs under shift", async () => {
  for (const name of CLIP_DATASETS.slice(11)) {
    await makeMiniature(name, join(folder, "published"));
  }
  const { code, err } = await plan("--preset", "shift");
  assert.equal(code, 0, err);
  const specs = planned();
  assert.deepEqual(
    specs.map((spec) => [spec.suite, spec.dataset, methodName(spec)]),
    ["maple", "maple+dor"].map((method) => ["miniclip+shifts", "imagenet", method]),
  );
});

test("the real suite names the data set of its outlier images among its own", () => {
  const path = join(__dirname, "../../../src/experiments/suites/clip.json");
  const { recipes } = JSON.parse(readFileSync(path, "utf8")) as {
    recipes: Record<string, string>;
  };
  assert.equal(recipes["dor-image.source"], "imagenet");
});

test("missing weights and folders are told before any image is read", async (context) => {
  const data = join(folder, "published");
  const weights = join(folder, "tiny-clip.safetensors");
  const hidden = `${weights}.hidden`;
  const last = join(data, clipDataset("ucf101").folder);
  context.after(() => {
    for (const path of [weights, last]) {
      if (existsSync(`${path}.hidden`)) renameSync(`${path}.hidden`, path);
    }
    delete process.env[SUITES_VARIABLE];
  });
  process.env[SUITES_VARIABLE] = join(folder, "suites");
  const read: number[] = [];
  const planOf = (): Promise<unknown> =>
    planRuns({
      suite: suiteNamed("miniclip"),
      work: { onProgress: (done) => read.push(done) },
    });
  renameSync(last, `${last}.hidden`);
  await assert.rejects(planOf(), /data set ucf101: expected it to exist/);
  renameSync(`${last}.hidden`, last);
  renameSync(weights, hidden);
  await assert.rejects(planOf(), /weights .*: expected a file, got none/);
  assert.deepEqual(read, []);
});
