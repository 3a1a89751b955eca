import assert from "node:assert/strict";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { after, before, test } from "node:test";
import { collectTable, tableCsv } from "../../../src/experiments/sweep/collect";
import { readPlan, writePlan } from "../../../src/experiments/sweep/plan";
import { planRuns } from "../../../src/experiments/sweep/plan-runs";
import { runId } from "../../../src/experiments/spec/spec";
import { readRun } from "../../../src/experiments/store/store";
import { PREDICTIONS_FILE, runFolder } from "../../../src/experiments/store/store-paths";
import { suiteNamed, SUITES_VARIABLE } from "../../../src/experiments/suites/suite";
import { sha256FileSync } from "../../../src/files/hash";
import { promptcal, startPromptcal, type Started } from "../promptcal";
import { makeTinySuite } from "../tiny-suite";

const folder = mkdtempSync(join(tmpdir(), "promptcal-sweep-"));
after(() => rmSync(folder, { recursive: true, force: true }));
before(async () => {
  await makeTinySuite(folder);
  process.env[SUITES_VARIABLE] = join(folder, "suites");
});

/** Axes of the plans, once the suite's file is there. */
const axesOf = () => ({
  suite: suiteNamed("tiny"),
  tuners: ["zeroshot", "coop", "kgcoop"],
  regularisers: ["none"],
  seeds: [1, 2],
});

/** A plan of 2 data sets x 3 methods with one seed. */
async function plan(name: string, epochs: number): Promise<string> {
  const specs = await planRuns({ ...axesOf(), seeds: [1], set: { epochs, shots: 2 } });
  writePlan(join(folder, name), specs);
  return name;
}

const sweep = (planFile: string, store: string): Started =>
  startPromptcal(folder, "sweep", "run", planFile, "--jobs", "2", "--store", store);

function collect(planFile: string, store: string): string {
  const specs = readPlan(join(folder, planFile));
  const table = collectTable(specs, join(folder, store));
  assert.deepEqual(table.missing, []);
  return tableCsv(table);
}

function doneIn(planFile: string, store: string): number {
  const specs = readPlan(join(folder, planFile));
  return specs.filter((spec) => readRun(join(folder, store), runId(spec)).state === "done")
    .length;
}

async function untilDone(planFile: string, store: string, count: number): Promise<void> {
  while (doneIn(planFile, store) < count) await sleep(50);
}

/** Files that no finished store may hold: temporary ones, checkpoints, leases. */
function leftovers(store: string): string[] {
  return readdirSync(join(folder, store), { recursive: true })
    .map(String)
    .filter((path) => /\.tmp-|checkpoint|\.leases\//.test(path));
}

test("a sweep computes its plan once; status and collect tell what is there", async () => {
  const axes = [
    "--suite",
    "tiny",
    "--tuners",
    "zeroshot,coop,kgcoop",
    "--regularisers",
    "none",
  ];
  const settings = ["--seeds", "1,2", "--set", "epochs=2", "--set", "shots=2"];
  const out = ["--out", "short.jsonl"];
  const made = await promptcal(folder, "sweep", "plan", ...axes, ...settings, ...out);
  assert.equal(made.code, 0, made.err);
  assert.match(made.out, /short.jsonl: 12 runs/);
  const requested = await planRuns({ ...axesOf(), set: { epochs: 2, shots: 2 } });
  assert.deepEqual(readPlan(join(folder, "short.jsonl")), requested);
  const table = [
    "sweep",
    "collect",
    "short.jsonl",
    "--store",
    "calm",
    "--out",
    "table.csv",
  ];
  const empty = await promptcal(folder, ...table);
  assert.equal(empty.code, 3);
  // A plan has thousands of runs: five are named.
  assert.match(
    empty.err,
    /^12 of 12 runs are missing: colours zeroshot seed 1 \(tiny\); ([^;]+; ){3}[^;]+ and 7 more; compute them with /,
  );
  const first = await sweep("short.jsonl", "calm").ended;
  assert.equal(first.code, 0, first.err);
  assert.match(first.out, /12 runs done: 12 computed, 0 before/);
  const second = await sweep("short.jsonl", "calm").ended;
  assert.match(second.out, /12 runs done: 0 computed, 12 before/);
  const counts = {
    total: 12,
    done: 12,
    missing: 0,
    unfinished: 0,
    damaged: [],
    parked: [],
  };
  const asJson = ["sweep", "status", "short.jsonl", "--store", "calm", "--json"];
  assert.deepEqual(JSON.parse((await promptcal(folder, ...asJson)).out), counts);
  assert.equal((await promptcal(folder, ...table)).code, 0);
  const csv = readFileSync(join(folder, "table.csv"), "utf8");
  assert.equal(csv, collect("short.jsonl", "calm"));
  const rows = csv.trim().split("\n");
  assert.deepEqual(
    rows.slice(1).map((row) => row.split(",").at(-1)),
    requested.map((spec) =>
      sha256FileSync(join(runFolder(join(folder, "calm"), runId(spec)), PREDICTIONS_FILE)),
    ),
  );
  assert.deepEqual(leftovers("calm"), []);
});

test("damaged runs are named, moved aside and computed again to the same bytes", async () => {
  const file = await plan("damage.jsonl", 3);
  assert.equal((await sweep(file, "damaged").ended).code, 0);
  const table = collect(file, "damaged");
  const [cut, nicer] = readPlan(join(folder, file)).map(runId);
  const inRun = (id: string, name: string): string =>
    join(runFolder(join(folder, "damaged"), id), name);
  truncateSync(inRun(cut!, "predictions.safetensors"), 1000);
  const result = readFileSync(inRun(nicer!, "result.json"), "utf8");
  const nicerResult = result.replace(/"ece": [0-9.]+/, '"ece": 0.001');
  writeFileSync(inRun(nicer!, "result.json"), nicerResult);
  const verified = await promptcal(folder, "verify", "damaged");
  assert.equal(verified.code, 1);
  assert.match(verified.out, /4 runs whole, 0 unfinished, 2 damaged/);
  assert.match(
    verified.out,
    new RegExp(`damaged ${cut}: .*predictions.safetensors: expected SHA-256`),
  );
  assert.match(
    verified.out,
    new RegExp(`damaged ${nicer}: .*result.json: expected SHA-256`),
  );
  const repaired = await sweep(file, "damaged").ended;
  assert.equal(repaired.code, 0, repaired.err);
  assert.match(repaired.out, /6 runs done: 2 computed, 4 before/);
  for (const id of [cut, nicer]) {
    assert.match(repaired.err, new RegExp(`damaged, moved to .*${id}-1, computed again`));
  }
  assert.equal(collect(file, "damaged"), table);
});

test("kill -9 of a sweep loses no finished run, and the next one goes on to the same table", async () => {
  const file = await plan("killed.jsonl", 10);
  const first = sweep(file, "killed");
  await untilDone(file, "killed", 2);
  first.process.kill("SIGKILL");
  await first.ended;
  const before = doneIn(file, "killed");
  assert.ok(before < 6, "killed too late to show anything");
  const second = await sweep(file, "killed").ended;
  assert.equal(second.code, 0, second.err);
  const [, computed, earlier] = /done: (\d+) computed, (\d+) before/.exec(second.out)!;
  assert.equal(Number(computed) + Number(earlier), 6);
  assert.ok(Number(earlier) >= before);
  assert.equal((await sweep(file, "undisturbed").ended).code, 0);
  assert.equal(collect(file, "killed"), collect(file, "undisturbed"));
  assert.deepEqual(
    leftovers("killed").filter((path) => !path.includes(".tmp-")),
    [],
  );
});

test("Ctrl-C stops a sweep, nothing is half-written, and the next one goes on", async (context) => {
  const file = await plan("stopped.jsonl", 400);
  const first = sweep(file, "stopped");
  await untilDone(file, "stopped", 2);
  await sleep(300);
  const from = Date.now();
  first.process.kill("SIGINT");
  const ended = await first.ended;
  context.diagnostic(`stopped after ${Date.now() - from} ms`);
  assert.equal(ended.code, 130);
  assert.match(ended.err, /interrupted; repeat the command to resume/);
  assert.ok(doneIn(file, "stopped") < 6);
  const verified = await promptcal(folder, "verify", "stopped");
  assert.match(verified.out, /0 damaged/);
  assert.deepEqual(
    leftovers("stopped").filter((path) => path.includes(".tmp-")),
    [],
  );
});

test("two sweeps at once on one store: each run is computed by one of them", async () => {
  const file = await plan("shared.jsonl", 10);
  const both = await Promise.all([
    sweep(file, "shared").ended,
    sweep(file, "shared").ended,
  ]);
  const computed = both.map(({ out, err }) => {
    const found = /6 runs done: (\d+) computed/.exec(out);
    assert.ok(found, err);
    return Number(found[1]);
  });
  assert.equal(computed[0]! + computed[1]!, 6);
});
