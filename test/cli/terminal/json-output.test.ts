import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { writePlan } from "../../../src/experiments/sweep/plan";
import { finishSomeRun, someSpec } from "../../experiments/helpers";
import { promptcal } from "../../experiments/promptcal";
import { makeTinySuite, TINY_DATASETS } from "../../experiments/tiny-suite";

const folder = mkdtempSync(join(tmpdir(), "promptcal-json-"));
before(() => makeTinySuite(folder));
after(() => rmSync(folder, { recursive: true, force: true }));

/** What a command prints with `--json`; standard output has to be one object. */
async function json<T>(...words: string[]): Promise<T> {
  const { out, err, code } = await promptcal(folder, ...words, "--json");
  assert.equal(code, 0, err);
  assert.equal(out.trim().split("\n").length, 1, out);
  return JSON.parse(out) as T;
}

interface RunJson {
  readonly run: string;
  readonly computed: boolean;
  readonly spec: { readonly dataset: string; readonly tuner: string };
  readonly metrics: { readonly base: { readonly accuracy: number } };
}

describe("--json", () => {
  it("of a run: what it is, and its metrics as fractions", async () => {
    const words = ["run", "zeroshot", "--suite", "tiny", "--dataset", "colours"];
    const first = await json<RunJson>(...words, "--store", join(folder, "runs"));
    assert.deepEqual([first.spec.dataset, first.spec.tuner], ["colours", "zeroshot"]);
    assert.equal(first.computed, true);
    assert.ok(first.metrics.base.accuracy <= 1);
    const again = await json<RunJson>(...words, "--store", join(folder, "runs"));
    assert.deepEqual(again, { ...first, computed: false });
  });

  it("of data sets: their sizes and hashes", async () => {
    const { datasets } = await json<{ datasets: { name: string; sha256: string }[] }>(
      ...["data", "check", "--suite", "tiny"],
    );
    assert.deepEqual(
      datasets.map(({ name }) => name),
      TINY_DATASETS,
    );
    for (const { sha256 } of datasets) assert.match(sha256, /^[0-9a-f]{64}$/);
  });

  it("of a store: how many of its runs are whole", async () => {
    const store = join(folder, "store");
    finishSomeRun(store, someSpec());
    assert.deepEqual(await json("verify", store), {
      ...{ folder: store, done: 1, unfinished: 0, damaged: [] },
    });
  });

  it("of the published data sets: where they are looked for, and what is there", async () => {
    const { root, datasets } = await json<{ root: string; datasets: { state: string }[] }>(
      ...["data", "status", "--root", folder],
    );
    assert.equal(root, folder);
    assert.ok(datasets.length > 0);
    assert.ok(datasets.every(({ state }) => state === "absent"));
  });

  it("of weights: file and hash of each suite", async () => {
    const { weights } = await json<{ weights: { suite: string; file: string }[] }>(
      ...["weights", "check", "--suite", "tiny"],
    );
    assert.deepEqual(
      weights.map(({ suite, file }) => [suite, file]),
      [["tiny", join(folder, "tiny-clip.safetensors")]],
    );
  });

  it("of a data set's sheet and of work on a plan: what was written and done", async () => {
    const output = join(folder, "sheet.png");
    const sheet = await json(
      ...["data", "sheet", "colours", "--suite", "tiny", "--output", output],
    );
    assert.deepEqual(sheet, { sheet: output, classes: 6 });
    const store = join(folder, "worked");
    const spec = someSpec();
    const { id } = finishSomeRun(store, spec);
    const plan = join(folder, "plan.jsonl");
    writePlan(plan, [spec]);
    const worked = await json("work", plan, "--index", "0", "--store", store);
    assert.deepEqual(worked, { done: [id], failed: [] });
  });

  it("of a sweep: plan, work, state, table, archive", async () => {
    const plan = join(folder, "sweep.jsonl");
    const store = join(folder, "swept");
    const place = ["--store", store];
    const axes = ["--suite", "tiny", "--tuners", "zeroshot", "--seeds", "1"];
    const planned = await json<{ plan: string; runs: number; leftOut: number }>(
      ...["sweep", "plan", ...axes, "--out", plan, ...place],
    );
    const total = TINY_DATASETS.length;
    assert.deepEqual([planned.plan, planned.runs, planned.leftOut], [plan, total, 0]);
    const done = { store, total, done: total, failed: [] };
    const run = ["sweep", "run", plan, "--jobs", "1", ...place];
    assert.deepEqual(await json(...run), { ...done, computed: total });
    const again = ["sweep", ...axes, "--jobs", "1", ...place];
    assert.deepEqual(await json(...again), { ...done, computed: 0 });
    const watched = await json("sweep", "watch", plan, "--once", ...place);
    assert.deepEqual(watched, { total, done: total, running: [], failed: [], missing: 0 });
    const table = join(folder, "swept.csv");
    assert.deepEqual(await json("sweep", "collect", plan, "--out", table, ...place), {
      ...{ table, total, missing: [] },
    });
    const archive = join(folder, "swept.tar.gz");
    const packed = await json("sweep", "export", plan, "--out", archive, ...place);
    assert.deepEqual(packed, { archive, runs: total });
    const added = await json<{ added: string[]; known: string[] }>(
      ...["sweep", "import", archive, "--store", join(folder, "unpacked")],
    );
    assert.deepEqual([added.added.length, added.known], [total, []]);
    const slim = join(folder, "slim.tar.gz");
    await json("sweep", "export", plan, "--condensed", "--out", slim, ...place);
    const restored = join(folder, "restored");
    await json("sweep", "import", slim, "--store", restored, "--jobs", "1");
    const whole = { ...done, store: restored, computed: 0 };
    assert.deepEqual(await json("sweep", "run", plan, "--store", restored), whole);
  });
});
