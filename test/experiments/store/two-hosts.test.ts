import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import {
  onOtherHost,
  OTHER_HOST,
  whyNoOtherHost,
  whyRightClocks,
} from "../../campaigns/faults/other-host";
import { leaseTiming, STALE_VARIABLE } from "../../../src/experiments/store/lease-owner";
import { type Lease, LeaseTaken, takeLease } from "../../../src/experiments/store/lease";
import { writePlan } from "../../../src/experiments/sweep/plan";
import { planRuns } from "../../../src/experiments/sweep/plan-runs";
import { readRunLog } from "../../../src/experiments/store/run-log";
import { runId, type RunSpec } from "../../../src/experiments/spec/spec";
import { readRun } from "../../../src/experiments/store/store";
import { suiteNamed, SUITES_VARIABLE } from "../../../src/experiments/suites/suite";
import { promptcal } from "../promptcal";
import { makeTinySuite } from "../tiny-suite";

const reason = whyNoOtherHost() ?? whyRightClocks();
const folder = mkdtempSync(join(tmpdir(), "promptcal-hosts-"));
after(() => rmSync(folder, { recursive: true, force: true }));

describe("two hosts with clocks days apart on one store", { skip: reason ?? false }, () => {
  let spec: RunSpec;
  before(async () => {
    await makeTinySuite(folder);
    process.env[SUITES_VARIABLE] = join(folder, "suites");
    const axes = {
      suite: suiteNamed("tiny"),
      datasets: ["colours"],
      tuners: ["coop"],
      seeds: [1],
    };
    const set = { epochs: 40, shots: 2 };
    [spec] = (await planRuns({ ...axes, regularisers: ["none"], set })) as [RunSpec];
    writePlan(join(folder, "plan.jsonl"), [spec]);
  });

  for (const days of [400, -400]) {
    it(`an owner ${days} days off is believed while it lives, and followed when it is killed`, async () => {
      const store = join(folder, `leases${days}`);
      const env = { ...process.env, [STALE_VARIABLE]: "5" };
      const timing = leaseTiming(env);
      const [program, ...words] = onOtherHost(days, { clockIsOff: true });
      const node = [
        process.execPath,
        "--require",
        "tsx/cjs",
        join(__dirname, "lease-child.ts"),
      ];
      const stdio = ["ignore", "inherit", "inherit", "ipc"] as const;
      const child = spawn(program!, [...words, ...node], { env, stdio: [...stdio] });
      try {
        const [clock] = (await once(child, "message")) as [number];
        assert.equal(Math.round((clock - Date.now()) / 86_400_000), days);
        const id = runId(spec);
        child.send({ store, ids: [id] });
        assert.deepEqual((await once(child, "message"))[0], [id]);
        const take = (): Lease | LeaseTaken => takeLease(store, id, timing);
        for (let second = 0; second < 7; second++) {
          const taken = take();
          assert.ok(taken instanceof LeaseTaken && taken.owner.host === OTHER_HOST);
          await sleep(1000);
        }
        const { pid } = (take() as LeaseTaken).owner;
        process.kill(pid, "SIGKILL");
        let lease = take();
        for (; lease instanceof LeaseTaken; lease = take()) await sleep(200);
        assert.deepEqual([lease.takenOver?.host, lease.takenOver?.pid], [OTHER_HOST, pid]);
        lease.release();
        assert.deepEqual(readdirSync(join(store, ".leases")), []);
      } finally {
        child.kill("SIGKILL");
      }
    });
  }

  it("both work on one run at once: one of them computes it, both say that it is done", async () => {
    const store = join(folder, "shared");
    const words = ["work", "plan.jsonl", "--index", "0", "--store", store];
    const [program, ...rest] = onOtherHost(-300, { clockIsOff: true });
    const cli = [
      process.execPath,
      resolve(__dirname, "../../../bin/promptcal.cjs"),
      ...words,
    ];
    const other = spawn(program!, [...rest, ...cli], { cwd: folder, stdio: "ignore" });
    const [here, [code]] = await Promise.all([
      promptcal(folder, ...words),
      once(other, "close"),
    ]);
    assert.deepEqual([here.code, code], [0, 0], here.err);
    assert.equal(readRun(store, runId(spec)).state, "done");
    const starts = readRunLog(store, runId(spec)).filter(({ event }) => event === "start");
    assert.equal(starts.length, 1);
    assert.ok([hostname(), OTHER_HOST].includes(starts[0]!.host));
    assert.deepEqual(readdirSync(join(store, ".leases")), []);
    assert.ok(
      readFileSync(join(store, ".logs", `${runId(spec)}.jsonl`), "utf8").includes('"done"'),
    );
  });
});
