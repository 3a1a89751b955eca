import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { beginAttempt } from "../../../src/experiments/store/attempts";
import { describeSweep } from "../../../src/experiments/sweep/describe-sweep";
import { writePlan } from "../../../src/experiments/sweep/plan";
import { readRunLog, runLog } from "../../../src/experiments/store/run-log";
import { runId, type RunSpec } from "../../../src/experiments/spec/spec";
import { runFolder } from "../../../src/experiments/store/store-paths";
import { SUITES_VARIABLE } from "../../../src/experiments/suites/suite";
import { SweepWatch } from "../../../src/experiments/sweep/sweep-watch";
import { takeLease } from "../../../src/experiments/store/lease";
import { watchSweep } from "../../../src/notebook/watch-sweep";
import { promptcal } from "../promptcal";
import { makeTinySuite, tinyRuns } from "../tiny-suite";

const folder = mkdtempSync(join(tmpdir(), "promptcal-watch-"));
const store = join(folder, "store");
let specs: readonly RunSpec[];
let ids: readonly string[];

before(async () => {
  await makeTinySuite(folder);
  process.env[SUITES_VARIABLE] = join(folder, "suites");
  specs = await tinyRuns();
  ids = specs.map(runId);
  writePlan(join(folder, "plan.jsonl"), specs);
  writePlan(join(folder, "part.jsonl"), specs.slice(0, 2));
  const words = ["sweep", "run", "part.jsonl", "--store", store, "--jobs", "1"];
  const { code, err } = await promptcal(folder, ...words);
  assert.equal(code, 0, err);
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("a run's log tells its start, epochs and end, with index, host and process", () => {
  const events = readRunLog(store, ids[1]!);
  assert.deepEqual(
    events
      .map(({ event, epoch }) => (epoch === undefined ? event : `${event} ${epoch}`))
      .filter((line) => line !== "epoch 1"),
    ["start", "epoch 2", "done"],
  );
  for (const { run, index, host, pid, time } of events) {
    assert.deepEqual([run, index, host], [ids[1], 1, hostname()]);
    assert.notEqual(pid, process.pid);
    assert.equal(new Date(time).toISOString(), time);
  }
});

test("a sweep's log tells what its pool did", () => {
  const name = readdirSync(join(store, ".logs")).find((file) => file.startsWith("sweep-"))!;
  const lines = readFileSync(join(store, ".logs", name), "utf8")
    .trim()
    .split("\n");
  const events = lines.map((line) => JSON.parse(line) as { event: string; run?: string });
  assert.deepEqual(
    events.map(({ event }) => event),
    ["sweep-start", "start", "done", "start", "done", "sweep-end"],
  );
  assert.deepEqual(
    new Set(events.flatMap(({ run }) => run ?? [])),
    new Set(ids.slice(0, 2)),
  );
});

test("a plan is seen by its files: done, running with its epoch, parked with its last words, missing", () => {
  const watch = new SweepWatch(specs, store);
  assert.equal(
    describeSweep(watch.look()).summary,
    "2/4 done, 0 running, 0 failed, 0 parked, 2 missing",
  );
  const lease = takeLease(store, ids[2]!);
  assert.ok("release" in lease);
  runLog(store, ids[2]!, 2)("epoch", { epoch: 1, epochs: 2 });
  for (const end of [undefined, "failed", "failed"] as const) {
    const finish = beginAttempt(store, ids[3]!);
    if (end !== undefined) finish(end, "first line\nno memory left");
    // Attempts of one process are told apart by their start.
    for (const now = Date.now(); Date.now() === now;);
  }
  const view = watch.look();
  const { summary, rows } = describeSweep(view);
  assert.match(
    summary,
    /^2\/4 done, 1 running, 0 failed, 1 parked, 0 missing, about \d+ s left$/,
  );
  assert.deepEqual(rows, [
    ["2", "colours zeroshot seed 2 (tiny)", "epoch 1 of 2", `${hostname()}:${process.pid}`],
    ["3", "colours coop seed 2 (tiny)", "parked", "no memory left"],
  ]);
  lease.release();
  // A finished run that is altered afterwards is not done any more.
  const result = join(runFolder(store, ids[0]!), "result.json");
  const content = readFileSync(result);
  writeFileSync(result, "{}");
  assert.equal(watch.look().done, 1);
  writeFileSync(result, content);
  assert.equal(watch.look().done, 2);
});

test("the terminal and a notebook show the same table", async () => {
  const once = await promptcal(
    folder,
    "sweep",
    "watch",
    "plan.jsonl",
    "--store",
    store,
    "--once",
  );
  assert.match(
    once.out,
    /^2\/4 done, 0 running, 0 failed, 1 parked, 1 missing\nindex {2}run /,
  );
  assert.match(
    once.out,
    /3 {6}colours coop seed 2 \(tiny\) {2}parked {2}no memory left\n$/,
  );
  const shown: { html: string; update: boolean; id?: string }[] = [];
  const kernel = {
    display: (
      {
        data,
        transient,
      }: { data: { "text/html": string }; transient: { display_id?: string } },
      update: boolean,
    ) => shown.push({ html: data["text/html"], update, id: transient.display_id }),
  };
  const known = globalThis as { [key: symbol]: unknown };
  known[Symbol.for("promptcal.kernel")] = kernel;
  try {
    const stop = new AbortController();
    const watching = watchSweep(join(folder, "plan.jsonl"), {
      store,
      every: 0.05,
      signal: stop.signal,
    });
    mkdirSync(join(store, ".attempts"), { recursive: true });
    rmSync(join(store, ".attempts", `${ids[3]}.jsonl`));
    while (shown.length < 2) await new Promise((next) => setTimeout(next, 20));
    stop.abort();
    const last = await watching;
    assert.equal(last.missing, 2);
    assert.deepEqual(
      shown.map(({ update }) => update),
      [false, true],
    );
    assert.equal(shown[0]!.id, shown[1]!.id);
    assert.match(shown[0]!.html, /<td>parked<\/td><td>no memory left<\/td>/);
    assert.doesNotMatch(shown[1]!.html, /parked<\/td>/);
  } finally {
    delete known[Symbol.for("promptcal.kernel")];
  }
});
