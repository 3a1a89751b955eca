import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Measurements } from "../../../src/experiments/sweep/forecast/measurements";
import { readPlan } from "../../../src/experiments/sweep/plan";
import { methodName } from "../../../src/experiments/spec/spec";
import { promptcal } from "../promptcal";
import { makeTinySuite } from "../tiny-suite";

const folder = mkdtempSync(join(tmpdir(), "promptcal-measured-"));
after(() => rmSync(folder, { recursive: true, force: true }));
before(async () => {
  await makeTinySuite(folder);
  process.env["PROMPTCAL_CACHE"] = join(folder, "cache");
});

const plan = (out: string, ...words: string[]) =>
  promptcal(
    folder,
    ...["sweep", "plan", "--suite", "tiny", "--store", "none", "--out", out, ...words],
  );
const lines = (text: string) => text.trim().split("\n");

test("a plan is measured method by method, later plans know it, and a budget takes what fits", async () => {
  const axes = ["--tuners", "zeroshot,coop", "--seeds", "1,2"];
  const made = await plan("all", ...axes, "--measure");
  assert.equal(made.code, 0, made.err);
  const specs = readPlan(join(folder, "all"));
  const methods = [...new Set(specs.map(methodName))];
  const [cached] = readdirSync(join(folder, "cache", "measurements"));
  const found = JSON.parse(
    readFileSync(join(folder, "cache", "measurements", cached!), "utf8"),
  ) as Measurements;
  assert.deepEqual(Object.keys(found.methods).sort(), [...methods].sort());
  for (const [name, measured] of Object.entries(found.methods)) {
    // The tiny suite has three base classes, fewer than would be measured.
    assert.deepEqual(
      measured.map(({ classes }) => classes),
      [3],
    );
    assert.equal(measured[0]!.step > 0, name !== "zeroshot");
    assert.ok(measured[0]!.peakBytes > 50e6);
  }
  assert.deepEqual(Object.values(found.classes), [3, 3]);
  const [summary, head, ...rows] = lines(made.out);
  assert.match(summary!, /^all: 12 runs; about .* on one worker, by measured steps; up to/);
  assert.match(head!, /^method +runs +time +memory +disk$/);
  assert.deepEqual(
    rows.map((row) => row.split(/ {2,}/)[0]),
    [...methods, "encoding images, once", "encoding nouns, once"],
  );
  const again = await plan("again", ...axes);
  assert.equal(again.out.replace("again: ", ""), made.out.replace("all: ", ""));
  const budget = await plan("core", ...axes, "--budget", "5h", "--jobs", "1");
  assert.equal(budget.code, 0, budget.err);
  assert.deepEqual(readPlan(join(folder, "core")), specs);
  const none = await plan("none", ...axes, "--budget", "0.001s");
  assert.match(none.err, /option --budget: expected time for .*, got 1 s; the whole plan/);
  const wrong = await plan("wrong", ...axes, "--budget", "soon");
  assert.match(wrong.err, /expected a time, for instance 8h/);
});
