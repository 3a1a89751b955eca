import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import * as cluster from "../../../../environment/slurm/cluster.cjs";
import {
  arrayExpression,
  pieces,
} from "../../../../src/experiments/sweep/launchers/slurm/array-ranges";
import {
  countStates,
  parseJob,
  parseMaxArraySize,
  queueOf,
  scancel,
} from "../../../../src/experiments/sweep/launchers/slurm/commands";
import {
  fillTemplate,
  shellWord,
} from "../../../../src/experiments/sweep/launchers/slurm/job-script";
import { submit } from "../../../../src/experiments/sweep/launchers/slurm/submit";
import {
  submissionsOf,
  submittedJobs,
} from "../../../../src/experiments/sweep/launchers/slurm/submissions";
import { readPlan } from "../../../../src/experiments/sweep/plan";
import { runId } from "../../../../src/experiments/spec/spec";
import { CHECKPOINT_FILE, runFolder } from "../../../../src/experiments/store/store-paths";
import { PromptcalError } from "../../../../src/errors/promptcal-error";
import { promptcal } from "../../promptcal";
import { makeTinySuite } from "../../tiny-suite";

describe("what is said to Slurm, and what it answers", () => {
  it("arrays have tasks from 0, a limit, and no more than the site allows", () => {
    assert.equal(arrayExpression(200, 8), "0-199%8");
    assert.equal(arrayExpression(1), "0");
    assert.deepEqual(pieces([5, 6, 7, 8, 9], 2), [[5, 6], [7, 8], [9]]);
  });

  it("answers are read as Slurm prints them", () => {
    assert.equal(parseJob("1234\n"), "1234");
    assert.equal(parseJob("1234;cluster2\n"), "1234");
    assert.throws(
      () => parseJob("Submitted batch job 5"),
      /expected a job number, got Submitted/,
    );
    const config = "MailProg                = /bin/mail\nMaxArraySize            = 200\n";
    assert.equal(parseMaxArraySize(config), 200);
    assert.deepEqual(countStates("PENDING\nRUNNING\nPENDING\n\n"), {
      PENDING: 2,
      RUNNING: 1,
    });
  });

  it("a submission of before tasks had several runs is still known", () => {
    const folder = mkdtempSync(join(tmpdir(), "promptcal-submissions-"));
    const plan = join(folder, "plan.jsonl");
    mkdirSync(`${plan}.slurm`);
    const old = { submitted: "2026-01-01T00:00:00Z", arrays: [{ job: "12", tasks: 3 }] };
    writeFileSync(join(`${plan}.slurm`, "submissions.jsonl"), `${JSON.stringify(old)}\n`);
    assert.deepEqual(submissionsOf(plan)[0]!.arrays, [{ job: "12", tasks: 3, runs: 3 }]);
    rmSync(folder, { recursive: true });
  });

  it("a template's lines without a value are left out, and values are quoted", () => {
    const template =
      "#!/bin/bash\n#SBATCH --gpus=@GPUS@\n# @NAME@ stays\n@COMMAND@ work @PLAN@\n";
    const values = { GPUS: undefined, COMMAND: "node cli", PLAN: "it's a plan", NAME: "x" };
    assert.equal(
      fillTemplate(template, values, "job.sh"),
      "#!/bin/bash\n# @NAME@ stays\nnode cli work 'it'\\''s a plan'\n",
    );
    assert.throws(
      () => fillTemplate("@PLANS@", values, "job.sh"),
      /expected placeholders GPUS, COMMAND, PLAN, NAME, got PLANS \(job.sh\)/,
    );
    assert.equal(shellWord("/a/b-c_d.e"), "/a/b-c_d.e");
  });
});

describe("a scheduler that refuses half-way", () => {
  const folder = mkdtempSync(join(tmpdir(), "promptcal-sbatch-"));
  const path = process.env["PATH"];
  before(() => {
    // Two tasks an array; jobs from 101 on, of which only so many are taken.
    script("scontrol", "echo 'MaxArraySize            = 2'");
    script(
      "sbatch",
      `n=$(cat "${folder}/sent" 2>/dev/null || echo 0); [ "$n" -lt "$TAKEN" ] || { echo 'sbatch: error: QOSMaxSubmitJobPerUserLimit' >&2; exit 1; }; echo $((n + 1)) > "${folder}/sent"; echo $((101 + n))`,
    );
    process.env["PATH"] = `${folder}:${path}`;
  });
  after(() => {
    process.env["PATH"] = path;
    delete process.env["TAKEN"];
    rmSync(folder, { recursive: true });
  });

  function script(name: string, text: string): void {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  }

  const submitTaking = (taken: number, plan: string) => {
    process.env["TAKEN"] = String(taken);
    rmSync(join(folder, "sent"), { force: true });
    const request = { plan, indices: [4, 5, 6, 7, 8], store: folder, table: "table.csv" };
    return submit(request, {});
  };

  const cases: readonly [number, readonly string[], RegExp][] = [
    [0, [], /^sbatch failed: sbatch: error: QOSMax\w+$/],
    [1, ["101"], /: job array 101 \(2 runs\); not sent: 3 runs\. .*sweep resume$/],
    [3, ["101", "102", "103"], /103 \(1 runs\); not sent: the job that collects/],
  ];
  for (const [taken, jobs, told] of cases) {
    it(`after ${taken} of 4 jobs: what was sent is known to status, cancel and resume, and said`, async () => {
      const plan = join(folder, `plan-${taken}.jsonl`);
      await assert.rejects(submitTaking(taken, plan), (error: unknown) => {
        assert.ok(error instanceof PromptcalError);
        assert.match(error.message, told);
        return true;
      });
      assert.deepEqual(submittedJobs(plan), jobs);
      const whole = await submitTaking(4, plan);
      assert.equal(whole.collecting, "104");
      assert.deepEqual(submittedJobs(plan), [...jobs, "101", "102", "103", "104"]);
    });
  }
});

const { ok, detail } = cluster.canStart();
describe("a plan on a real Slurm", { skip: ok ? false : detail }, () => {
  const folder = mkdtempSync(join(tmpdir(), "promptcal-slurm-"));
  const place = join(folder, "cluster");
  const call = (...words: string[]) => promptcal(folder, ...words);
  const sweep = (word: string, ...words: string[]) =>
    call("sweep", word, "plan.jsonl", ...words);

  before(async () => {
    await makeTinySuite(folder);
    // Three runs an array, so that the plan of twelve needs four of them.
    process.env["SLURM_CONF"] = await cluster.start(place, { maxArraySize: 4 });
    const axes = ["--suite", "tiny", "--tuners", "zeroshot,coop,kgcoop", "--seeds", "1"];
    const settings = ["--regularisers", "none", "--set", "epochs=3", "--set", "shots=2"];
    const made = await call("sweep", "plan", ...axes, ...settings, "--out", "plan.jsonl");
    assert.equal(made.code, 0, made.err);
  });
  after(() => {
    cluster.stop(place);
    delete process.env["SLURM_CONF"];
    rmSync(folder, { recursive: true, force: true });
  });

  /** Waits until the plan's jobs have left the queue. */
  async function untilEmpty(cancelling = false): Promise<void> {
    const jobs = submittedJobs(join(folder, "plan.jsonl"));
    for (let tries = 0; tries < 600; tries++) {
      const queue = await queueOf(jobs);
      if (cancelling && queue !== "unknown") await scancel(jobs);
      if (queue !== "unknown" && Object.keys(queue).length === 0) return;
      await sleep(200);
    }
    assert.fail("the queue did not empty");
  }

  it("gives the bytes that a local sweep gives, collected by a job of its own", async () => {
    const submitted = await sweep("submit", "--slurm", "--store", "store", "--limit", "2");
    assert.equal(submitted.code, 0, submitted.err);
    assert.match(
      submitted.out,
      /job array \d+: 4 runs\njob array \d+: 2 runs\njob \d+ collects/,
    );
    const again = await sweep("submit", "--slurm", "--store", "store");
    assert.equal(again.code, 1);
    assert.match(
      again.err,
      /\d tasks? of plan plan\.jsonl are in the queue already; wait for them/,
    );
    await untilEmpty();
    const local = await sweep("run", "--store", "local");
    assert.equal(local.code, 0, local.err);
    await sweep("collect", "--store", "local", "--out", "local.csv");
    const [ours, theirs] = ["local.csv", "plan.jsonl.csv"].map((name) =>
      readFileSync(join(folder, name), "utf8"),
    );
    assert.equal(theirs, ours);
    for (const id of readPlan(join(folder, "plan.jsonl")).map(runId)) {
      const [a, b] = ["store", "local"].map((store) =>
        readFileSync(join(runFolder(join(folder, store), id), "predictions.safetensors")),
      );
      assert.ok(a!.equals(b!), `predictions of run ${id}`);
    }
    const done = await sweep("resume", "--store", "store");
    assert.match(done.out, /nothing to submit: 6 runs done/);
  });

  it("several runs to a task give the same bytes", async () => {
    const words = ["--slurm", "--store", "together", "--runs-per-task", "4"];
    const submitted = await sweep("submit", ...words, "--out", "together.csv");
    assert.equal(submitted.code, 0, submitted.err);
    // Six runs: four and two.
    assert.match(submitted.out, /job array \d+: 6 runs in 2 tasks\njob \d+ collects/);
    await untilEmpty();
    const [theirs, ours] = ["together.csv", "local.csv"].map((name) =>
      readFileSync(join(folder, name), "utf8"),
    );
    assert.equal(theirs, ours);
  });

  it("resumes what is missing, after cancel and after a controller's death", async () => {
    const runs = readPlan(join(folder, "plan.jsonl")).map(runId);
    for (const id of runs.slice(0, 2)) {
      rmSync(runFolder(join(folder, "store"), id), { recursive: true });
    }
    const first = await sweep("resume", "--store", "store", "--limit", "1");
    assert.match(first.out, /job array \d+: 2 runs/);
    const cancelled = await sweep("cancel");
    assert.match(cancelled.out, /cancelled/);
    await untilEmpty();
    cluster.stopDaemon(place, "slurmctld", "SIGKILL");
    const silent = await sweep("status", "--store", "store", "--json");
    const status = JSON.parse(silent.out) as { total: number; queue: unknown };
    assert.equal(status.total, 6);
    assert.equal(status.queue, "unknown");
    cluster.startDaemon(place, "slurmctld");
    // A killed controller may have forgotten what was cancelled last.
    await untilEmpty(true);
    const second = await sweep("resume", "--store", "store");
    assert.equal(second.code, 0, second.err);
    await untilEmpty();
    const table = await sweep("collect", "--store", "store", "--out", "again.csv");
    assert.equal(table.code, 0, table.err);
    assert.equal(
      readFileSync(join(folder, "again.csv"), "utf8"),
      readFileSync(join(folder, "local.csv"), "utf8"),
    );
    assert.ok(submittedJobs(join(folder, "plan.jsonl")).length > 4);
  });

  it("a task that is terminated saves its epoch and is queued again", async () => {
    const long = ["--suite", "tiny", "--datasets", "colours", "--tuners", "coop"];
    const settings = ["--regularisers", "none", "--seeds", "1", "--set", "epochs=3000"];
    await call("sweep", "plan", ...long, ...settings, "--out", "long.jsonl");
    const task = await promptcal(folder, "work", "long.jsonl", "--index", "7");
    assert.match(task.err, /option --index: expected 0 to 0, got 7/);
    await call("sweep", "submit", "long.jsonl", "--slurm", "--store", "long");
    const [array] = submittedJobs(join(folder, "long.jsonl"));
    const log = join(folder, "long.jsonl.slurm", "logs", `${array}_0.log`);
    const [id] = readPlan(join(folder, "long.jsonl")).map(runId);
    const saved = join(runFolder(join(folder, "long"), id!), CHECKPOINT_FILE);
    await until(() => existsSync(saved));
    execFileSync("scancel", ["--batch", "--signal=TERM", `${array}_0`]);
    const said = /stopped; the same command goes on from the saved epoch/;
    await until(() => said.test(readFileSync(log, "utf8")));
    // Back in the queue, and then at work again.
    await until(() => /Restarts=[1-9]/.test(jobState(array!)));
    await call("sweep", "cancel", "long.jsonl");
  });

  it("a drained node goes back to service, with the reason that Slurm had; another is left alone", () => {
    const drain = ["state=drain", "reason=Duplicate jobid"];
    const states = () => execFileSync("sinfo", ["-h", "-o", "%T"], { encoding: "utf8" });
    execFileSync("scontrol", ["update", `nodename=${hostname()}`, ...drain]);
    assert.match(states(), /drain/);
    assert.equal(cluster.returnNode(place), "Duplicate jobid");
    assert.doesNotMatch(states(), /drain/);
    assert.equal(cluster.returnNode(place), undefined);
  });

  function jobState(job: string): string {
    return execFileSync("scontrol", ["show", "job", `${job}_0`], { encoding: "utf8" });
  }
});

async function until(happened: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (happened()) return;
    await sleep(100);
  }
  assert.fail("it did not happen within a minute");
}
