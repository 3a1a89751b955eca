import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { FOLDERS } from "../../src/files/folders";
import { projectRoot } from "../../src/files/project-root";
import { SUITES_VARIABLE } from "../../src/experiments/suites/suite";
import { startPromptcal, type Ended } from "../campaigns/faults/commands";
import { promptcal } from "../experiments/promptcal";
import { makeTinySuite } from "../experiments/tiny-suite";

const folder = mkdtempSync(join(tmpdir(), "promptcal-system-"));
const file = join(folder, "file");
const fixtures = join(projectRoot, "test", "fixtures", "torch");
const inner = join(folder, "folder");
before(async () => {
  await makeTinySuite(folder);
  writeFileSync(file, "x");
  mkdirSync(inner);
  const axes = ["--suite", "tiny", "--tuners", "zeroshot", "--seeds", "1"];
  const made = await promptcal(folder, "sweep", "plan", ...axes, "--out", "plan.jsonl");
  assert.equal(made.code, 0, made.err);
});
after(() => rmSync(folder, { recursive: true }));

/** The command failed with one line, which names the path and no line of code. */
function assertOneLine({ code, err }: Ended, reported: RegExp): void {
  assert.equal(code, 1, err);
  assert.match(err, /^promptcal: [^\n]*\n$/);
  assert.match(err, reported);
  assert.doesNotMatch(err, /\bat |node:|E[A-Z]{3,}:/);
}

const RUN = ["run", "--suite", "tiny", "--dataset", "colours", "--tuner", "zeroshot"];

describe("a folder in a file's place, a file in a folder's", () => {
  const cases: readonly [readonly string[], string][] = [
    [["sweep", "run", "folder"], `${inner}: it is a folder, and a file is needed`],
    [["sweep", "status", "folder"], `${inner}: it is a folder, and a file is needed`],
    [["sweep", "submit", "folder", "--slurm"], `${inner}: it is a folder`],
    [["sweep", "plan", "--suite", "tiny", "--out", "folder"], `${inner}: it is a folder`],
    [
      ["sweep", "plan", "--suite", "tiny", "--out", "file/p"],
      `${file}/p: a file stands where`,
    ],
    [["work", "folder", "--index", "0"], `${inner}: it is a folder`],
    [["verify", "file"], `${file}: a file stands where a folder is needed`],
    [
      [...RUN, "--store", "file"],
      `${file}/.leases: a file stands where a folder is needed`,
    ],
    [
      ["data", "get", "food101", "--root", "file"],
      `${file}/downloads/.*: a file stands where`,
    ],
  ];
  for (const [words, reported] of cases) {
    it(words.join(" "), async () =>
      assertOneLine(await promptcal(folder, ...words), new RegExp(reported)),
    );
  }
});

it("a reader that has enough ends a command without a word", () => {
  const bin = join(projectRoot, "bin", "promptcal.cjs");
  const script = `"${process.execPath}" "${bin}" sweep status plan.jsonl --json | true`;
  const env = { ...process.env, [SUITES_VARIABLE]: join(folder, "suites") };
  execFileSync("sh", ["-c", `(${script}) 2>err`], { cwd: folder, env });
  assert.equal(execFileSync("cat", ["err"], { cwd: folder, encoding: "utf8" }), "");
});

it("too many open files are one line with the limit's name", async () => {
  // What Node needs to start, and too few to load the code with.
  const limits = ["sh", "-c", 'ulimit -n 20; exec "$@"', "sh"];
  const env = { ...process.env, [SUITES_VARIABLE]: join(folder, "suites") };
  const words = [...RUN, "--store", "few"];
  const { code, err } = await startPromptcal(folder, words, { env, before: limits }).ended;
  assert.equal(code, 1);
  assert.match(
    err,
    /^promptcal: [^\n]*(too many files are open|EMFILE)[^\n]*; raise the limit[^\n]*\n$/,
  );
});

describe("a TMPDIR that cannot be used (case env-tmpdir-missing)", () => {
  const version = async (TMPDIR: string): Promise<Ended> =>
    startPromptcal(folder, ["--version"], { env: { ...process.env, TMPDIR } }).ended;

  it("is made where it is missing, as job scripts have it", async () => {
    const { code, err } = await version(join(folder, "scratch", "job 12"));
    assert.deepEqual([code, err], [0, ""]);
    assert.ok(existsSync(join(folder, "scratch", "job 12")));
  });

  for (const [what, place] of [
    ["is a file", file],
    ["is below a file", join(file, "tmp")],
    ["can never be made", "/proc/none/tmp"],
  ] as const) {
    it(`and ${what} is replaced with one line`, async () => {
      const { code, out, err } = await version(place);
      assert.equal(code, 0);
      assert.match(out, /^\d+\.\d+\.\d+\n$/);
      assert.match(err, /^promptcal: TMPDIR names [^\n]*; using \/\S+\n$/);
      assert.ok(err.includes(place));
    });
  }
});

const skip = process.getuid?.() === 0 ? false : "needs root, to be another user";
describe(
  "an installation that its user may not write to (case env-read-only-install)",
  { skip },
  () => {
    const home = join(folder, "home");
    const store = join(home, ".local", "share", "promptcal", "runs");
    before(() => {
      chmodSync(folder, 0o755);
      mkdirSync(home);
      chownSync(home, 65534, 65534);
    });

    /** As nobody, with nothing but these variables. */
    function asNobody(env: Record<string, string>, ...words: string[]): Promise<Ended> {
      const as = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
      const PATH = process.env["PATH"]!;
      const suites = { [SUITES_VARIABLE]: join(folder, "suites") };
      return startPromptcal(home, words, { env: { PATH, ...suites, ...env }, before: as })
        .ended;
    }

    it("keeps runs and cache in the user's own folders, and says so once each", async () => {
      const { code, err } = await asNobody({ HOME: home }, ...RUN);
      assert.equal(code, 0, err);
      const said = err.split("\n").filter((line) => line.includes("read-only"));
      assert.deepEqual(said, [
        `promptcal: the installation is read-only; writing to ${store} (PROMPTCAL_STORE names another folder)`,
        `promptcal: the installation is read-only; writing to ${join(home, ".cache", "promptcal")} ` +
          "(PROMPTCAL_CACHE names another folder)",
      ]);
      assert.equal(
        readdirSync(store).filter((name) => /^[0-9a-f]{16}$/.test(name)).length,
        1,
      );
    });

    it("doctor shows where everything is written, and what moves it", async () => {
      const { out } = await asNobody({ HOME: home, PROMPTCAL_FIGURES: inner }, "doctor");
      const row = (name: string, folder: string, variable: string): RegExp =>
        new RegExp(`^${name} folder +ok +${folder} \\(${variable} names another\\)$`, "m");
      assert.match(out, row("cache", join(home, ".cache", "promptcal"), "PROMPTCAL_CACHE"));
      assert.match(out, row("runs", store, "PROMPTCAL_STORE"));
      assert.match(out, /^figures folder +missing +\S+ cannot be written to$/m);
      assert.match(
        out,
        /^figures folder: without it no figures can be written; fix: name another folder with PROMPTCAL_FIGURES$/m,
      );
    });

    it("names the variable where the user has no folder either", async () => {
      const words = ["weights", "import", join(fixtures, "torchscript.pt")];
      const form = ["--architecture", join(fixtures, "architecture.json")];
      const none = { HOME: "/nonexistent" };
      const denied = "permission denied; get the permission, or name another folder with";
      const weights = FOLDERS.weights.own;
      assertOneLine(
        await asNobody(none, ...words, ...form),
        new RegExp(
          `could not write \\S*${weights}/torchscript.safetensors: ${denied} PROMPTCAL_WEIGHTS\n`,
        ),
      );
      assertOneLine(
        await asNobody(none, ...RUN),
        new RegExp(
          `could not write \\S*/${FOLDERS.runs.own}\\S*: ${denied} PROMPTCAL_STORE\n`,
        ),
      );
      const chosen = { ...none, PROMPTCAL_WEIGHTS: join(home, "my weights") };
      const imported = await asNobody(chosen, ...words, ...form);
      assert.equal(imported.code, 0, imported.err);
      assert.ok(existsSync(join(home, "my weights", "torchscript.safetensors.sha256")));
    });
  },
);
