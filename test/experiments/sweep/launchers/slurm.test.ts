import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it, type TestContext } from "node:test";
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
  jobName,
  sbatchWord,
  shellWord,
  withSiteLines,
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
    assert.equal(parseJob("-----\n Welcome to 2 clusters\n-----\n9\n"), "9");
    assert.equal(parseJob("7\nnote: 1234 core hours are left\n"), "7");
    assert.equal(parseJob("welcome\nSubmitted batch job 5 on cluster b\n"), "5");
    assert.equal(parseJob("sbatch: queued"), undefined);
    const config = "MailProg                = /bin/mail\nMaxArraySize            = 200\n";
    assert.equal(parseMaxArraySize(config), 200);
    assert.deepEqual(countStates("PENDING\nRUNNING\nPENDING\n\n"), {
      PENDING: 2,
      RUNNING: 1,
    });
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
    // Two tasks an array; jobs from 101 on, of which only a number are taken.
    script("scontrol", "echo 'MaxArraySize            = 2'");
    makeSbatch("$((101 + n))");
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

  /** An sbatch that takes as many jobs as TAKEN says, and answers so. */
  function makeSbatch(answer: string): void {
    script(
      "sbatch",
      `n=$(cat "${folder}/sent" 2>/dev/null || echo 0); [ "$n" -lt "$TAKEN" ] || { echo 'Welcome' >&2; echo 'sbatch: error: QOSMaxSubmitJobPerUserLimit' >&2; exit 1; }; echo $((n + 1)) > "${folder}/sent"; printf "${answer}\\n"`,
    );
  }

  const submitAnswered = (answer: string, plan: string) => {
    makeSbatch(answer);
    return submitTaking(4, plan);
  };

  const submitTaking = (taken: number, plan: string) => {
    process.env["TAKEN"] = String(taken);
    rmSync(join(folder, "sent"), { force: true });
    const request = { plan, indices: [4, 5, 6, 7, 8], store: folder, table: "table.csv" };
    return submit(request, {});
  };

  const cases: readonly [number, readonly string[], RegExp][] = [
    [0, [], /^sbatch failed: sbatch: error: QOSMax\w+$/],
    [
      1,
      ["101"],
      /: job array 101 \(2 runs\); not sent: 3 runs; .*sweep resume \S+plan-1\.jsonl$/,
    ],
    [
      3,
      ["101", "102", "103"],
      /103 \(1 runs\); not sent: the job that collects the table; .*sweep collect \S+ --store \S+ --out table\.csv$/,
    ],
  ];
  it("a greeting around the job's number is passed over; without a number the queue is asked", async (context) => {
    const plan = join(folder, "greeted.jsonl");
    const { arrays } = await submitAnswered("Welcome to machine 3\\n$((101 + n))", plan);
    assert.deepEqual(
      arrays.map(({ job }) => job),
      ["101", "102", "103"],
    );
    script("squeue", "echo 88; echo 91; echo 90");
    const requested = await submitAnswered("Welcome", join(folder, "asked.jsonl"));
    assert.deepEqual(
      requested.arrays.map(({ job }) => job),
      ["91", "91", "91"],
    );
    script("squeue", "echo slurm_load_jobs error >&2; exit 1");
    context.after(() => makeSbatch("$((101 + n))"));
    await assert.rejects(
      submitAnswered("Welcome", join(folder, "lost.jsonl")),
      /^PromptcalError: sbatch took the job lost and gave no job number: Welcome; look for it with squeue --name=lost/,
    );
  });

  it("a Slurm without job arrays is told in one line, and takes all runs as one job", async (context) => {
    const limit = (size: number): void =>
      script("scontrol", `echo 'MaxArraySize            = ${size}'`);
    limit(0);
    context.after(() => limit(2));
    makeSbatch("$((101 + n))");
    rmSync(join(folder, "sent"), { force: true });
    const plan = join(folder, "single.jsonl");
    const request = { plan, indices: [4, 5, 6], store: folder, table: "table.csv" };
    await assert.rejects(submit(request, {}), {
      message:
        "this Slurm has no job arrays (MaxArraySize is 0), and the plan needs 3 tasks; send one job with " +
        `--runs-per-task 3, or compute on this machine: promptcal sweep run ${plan}`,
    });
    assert.deepEqual(submissionsOf(plan), []);
    process.env["TAKEN"] = "9";
    const { arrays } = await submit(request, { runsPerTask: 3 });
    assert.deepEqual(
      arrays.map(({ tasks, runs }) => [tasks, runs]),
      [[1, 3]],
    );
    const sent = readFileSync(join(`${plan}.slurm`, "array-0-0.sh"), "utf8");
    assert.doesNotMatch(sent, /--array/);
  });

  it("what was sent is recorded before the next one is", async () => {
    const plan = join(folder, "recorded.jsonl");
    // The second call finds the first array in the record already.
    const record = join(`${plan}.slurm`, "submissions.jsonl");
    script("sbatch", `cp "${record}" "${folder}/seen-$(wc -l < "${record}")"; echo 7`);
    const request = { plan, indices: [4, 5, 6], store: folder, table: "table.csv" };
    await submit(request, {});
    const seen = readFileSync(join(folder, "seen-2"), "utf8");
    assert.match(seen, /"arrays":\[\{"job":"7","tasks":2,"runs":2\}\]/);
    assert.equal(submissionsOf(plan).length, 1);
    makeSbatch("$((101 + n))");
  });

  for (const [taken, jobs, reported] of cases) {
    it(`after ${taken} of 4 jobs: what was sent is known to status, cancel and resume, and said`, async () => {
      const plan = join(folder, `plan-${taken}.jsonl`);
      await assert.rejects(submitTaking(taken, plan), (error: unknown) => {
        assert.ok(error instanceof PromptcalError);
        assert.match(error.message, reported);
        return true;
      });
      assert.deepEqual(submittedJobs(plan), jobs);
      const whole = await submitTaking(4, plan);
      assert.equal(whole.collecting, "104");
      assert.deepEqual(submittedJobs(plan), [...jobs, "101", "102", "103", "104"]);
    });
  }
});

describe("a site's template and names", () => {
  it("values are quoted for sbatch, and logs' names keep their percent signs", () => {
    assert.equal(sbatchWord("/a/b-c", false), "/a/b-c");
    assert.equal(sbatchWord('my "big" \\ runs', false), '"my \\"big\\" \\\\ runs"');
    assert.equal(sbatchWord("/läufe/100%", true), '"/läufe/100%%"');
    assert.equal(sbatchWord("%A_%a", true), "%A_%a");
    assert.equal(sbatchWord("0-9%2", false), "0-9%2");
  });

  it("a job's name has no spaces, and its letters stay", () => {
    assert.equal(jobName("my plan (1)"), "my-plan-1");
    assert.equal(jobName("läufe_2.b"), "läufe_2.b");
    assert.equal(jobName("'"), "promptcal");
  });

  it("what a site asks of every job, the collecting one has too", () => {
    const site = [
      "#!/bin/bash",
      "#SBATCH --job-name=@NAME@",
      "#SBATCH --constraint=skylake",
      "#SBATCH --mem=64G",
      "#SBATCH --time=01:00:00",
      "#SBATCH --qos=@QOS@",
      "",
      "module load nodejs",
      "index=$(sed 1p @INDICES@)",
      "module load never",
    ].join("\n");
    const own =
      "#!/bin/bash\n#SBATCH --job-name=x\n#SBATCH --time=@TIME@\n\n@COMMAND@ collect";
    assert.equal(
      withSiteLines(own, site),
      [
        "#!/bin/bash",
        "#SBATCH --constraint=skylake",
        "#SBATCH --time=01:00:00",
        "#SBATCH --job-name=x",
        "#SBATCH --time=@TIME@",
        "module load nodejs",
        "",
        "@COMMAND@ collect",
      ].join("\n"),
    );
  });
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
    const said = /stopped; repeat the command to resume from the saved epoch/;
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

describe(
  "sites with rules of their own, on a real Slurm",
  { skip: ok ? false : detail },
  () => {
    const top = mkdtempSync(join(tmpdir(), "promptcal-sites-"));
    const path = process.env["PATH"];
    after(() => {
      process.env["PATH"] = path;
      delete process.env["SLURM_CONF"];
      rmSync(top, { recursive: true, force: true });
    });

    /** Starts a cluster for one test. */
    async function site(
      context: TestContext,
      options: Parameters<typeof cluster.start>[1],
    ): Promise<void> {
      const place = mkdtempSync(join(top, "cluster-"));
      process.env["SLURM_CONF"] = await cluster.start(place, options);
      context.after(() => cluster.stop(place));
    }

    async function untilGone(plan: string): Promise<void> {
      for (let tries = 0; tries < 300; tries++) {
        const queue = await queueOf(submittedJobs(plan));
        if (queue !== "unknown" && Object.keys(queue).length === 0) return;
        await sleep(200);
      }
      assert.fail("the queue did not empty");
    }

    // The cases slurm-space-in-folder, slurm-sbatch-banner and slurm-collect-without-time, all at once.
    it("a folder and a plan with spaces, quotes and accents, a greeting, a demanded time limit", async (context) => {
      await site(context, { more: ["JobSubmitPlugins=require_timelimit"] });
      const folder = join(top, `my "runs" läufe 100%j`);
      mkdirSync(folder);
      await makeTinySuite(folder);
      // As on the machines of TACC: the real sbatch behind a greeting.
      const greeting = join(top, "bin");
      mkdirSync(greeting);
      const real = execFileSync("sh", ["-c", "command -v sbatch"], {
        encoding: "utf8",
      }).trim();
      const words = `#!/bin/sh\necho '----'; echo ' Welcome to 2 clusters'; echo '----'\nexec ${real} "$@"\n`;
      writeFileSync(join(greeting, "sbatch"), words, { mode: 0o755 });
      process.env["PATH"] = `${greeting}:${path}`;
      context.after(() => (process.env["PATH"] = path));
      const axes = ["--suite", "tiny", "--tuners", "zeroshot", "--seeds", "1"];
      const plan = "my plan's.jsonl";
      const made = await promptcal(folder, "sweep", "plan", ...axes, "--out", plan);
      assert.equal(made.code, 0, made.err);
      const store = ["--store", "st'o re"];
      const submit = ["sweep", "submit", plan, "--slurm", ...store];
      const refused = await promptcal(folder, ...submit);
      assert.match(
        refused.err,
        /^promptcal: sbatch failed: sbatch: error: [^\n]*[Tt]ime limit[^\n]*\n$/,
      );
      const sent = await promptcal(folder, ...submit, "--time", "00:10:00");
      assert.equal(sent.code, 0, sent.err);
      assert.match(
        sent.out,
        /^job array \d+: 2 runs\njob \d+ collects my plan's\.jsonl\.csv/,
      );
      await untilGone(join(folder, plan));
      const logs = join(folder, `${plan}.slurm`, "logs");
      const [array, collecting] = submittedJobs(join(folder, plan));
      assert.deepEqual(readdirSync(logs).sort(), [
        `${array}_0.log`,
        `${array}_1.log`,
        `collect-${collecting}.log`,
      ]);
      const log = readFileSync(join(logs, `collect-${collecting}.log`), "utf8");
      assert.match(log, /my plan's\.jsonl\.csv: 2 of 2 runs/);
      assert.ok(existsSync(join(folder, `${plan}.csv`)));
    });

    it("a Slurm without job arrays takes all runs as one job", async (context) => {
      await site(context, { maxArraySize: 0 });
      const folder = mkdtempSync(join(top, "single-"));
      await makeTinySuite(folder);
      const axes = ["--suite", "tiny", "--tuners", "zeroshot", "--seeds", "1"];
      await promptcal(folder, "sweep", "plan", ...axes, "--out", "plan.jsonl");
      const submit = ["sweep", "submit", "plan.jsonl", "--slurm", "--store", "store"];
      const refused = await promptcal(folder, ...submit);
      assert.match(
        refused.err,
        /has no job arrays [^\n]*; send one job with --runs-per-task 2, or/,
      );
      const sent = await promptcal(folder, ...submit, "--runs-per-task", "2");
      assert.equal(sent.code, 0, sent.err);
      await untilGone(join(folder, "plan.jsonl"));
      const [job] = submittedJobs(join(folder, "plan.jsonl"));
      assert.match(
        readFileSync(join(folder, "plan.jsonl.slurm", "logs", `${job}_0.log`), "utf8"),
        /run [0-9a-f]{16} is done\n[^]*run [0-9a-f]{16} is done/,
      );
      assert.ok(existsSync(join(folder, "plan.jsonl.csv")));
    });
  },
);

async function until(happened: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (happened()) return;
    await sleep(100);
  }
  assert.fail("it did not happen within a minute");
}
