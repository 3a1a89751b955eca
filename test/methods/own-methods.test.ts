import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { evaluateRun } from "../../src/analysis/runs/evaluate-runs";
import { gapRows } from "../../src/analysis/dataset-means";
import { loadRuns } from "../../src/experiments/store/load";
import { resolveSpec } from "../../src/experiments/spec/resolve";
import { suiteNamed, SUITES_VARIABLE } from "../../src/experiments/suites/suite";
import { projectRoot } from "../../src/files/project-root";
import { METHODS_VARIABLE } from "../../src/methods/own-methods";
import { gapBars } from "../../src/report/figures/gap-bars";
import { baseNewTable } from "../../src/report/tables/base-new-table";
import { paperMarkdown } from "../../src/report/tables/paper-table-text";
import { promptcal } from "../experiments/promptcal";
import { makeTinySuite } from "../experiments/tiny-suite";

const folder = mkdtempSync(join(tmpdir(), "promptcal-own-"));
const page = readFileSync(join(projectRoot, "docs", "extend.md"), "utf8");

/** Code of the page by the file that it belongs to. */
const files = [...page.matchAll(/^```ts (mine\/\S+)\n(.*?)^```$/gms)];
/** Commands of the page, on the tiny suite. */
const commands = [...page.matchAll(/^npx promptcal (run .*)$/gm)].map(([, words]) =>
  words!.replace("--dataset media", "--suite tiny --dataset colours").split(" "),
);

before(async () => {
  await makeTinySuite(folder);
  for (const [, name, text] of files) {
    const path = join(folder, name!);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text!.replaceAll('"../src', `"${join(projectRoot, "src")}`));
  }
  process.env[SUITES_VARIABLE] = join(folder, "suites");
  process.env[METHODS_VARIABLE] = join(folder, "mine");
});
after(() => {
  delete process.env[METHODS_VARIABLE];
  rmSync(folder, { recursive: true, force: true });
});

test("each method of the page on extending is one file, which help lists", async () => {
  assert.deepEqual(
    files.map(([, name]) => name),
    ["mine/short-coop.ts", "mine/penalty.ts"],
  );
  const { out } = await promptcal(folder, "run", "--help");
  assert.match(out, /short-coop +CoOp with a weight on the squared length/);
  assert.match(out, /penalty +a penalty on confident predictions/);
});

test("the page's commands do what it says: help, runs, a table and a figure know the methods", async () => {
  assert.equal(commands.length, 4);
  for (const words of commands) {
    const { code, out, err } = await promptcal(folder, ...words, "--store", "runs");
    const help = words.includes("--help");
    if (!help) assert.equal(code, 0, err);
    assert.match(out, help ? /pull +0.1 +weight of the mean squared entry/ : /computed in/);
  }
  const settings = (options: Readonly<Record<string, string>>) =>
    Object.entries(options).map(([name, text]) => ({ name, text }));
  const requested = {
    suite: suiteNamed("tiny"),
    dataset: "colours",
    tuner: "short-coop",
    seed: 1,
  };
  const specs = [
    await resolveSpec({
      ...{ ...requested, regulariser: "none" },
      settings: settings({ pull: "0.3", epochs: "2" }),
    }),
    await resolveSpec({
      ...{ ...requested, regulariser: "penalty" },
      settings: settings({ "penalty.weight": "0.5", epochs: "2" }),
    }),
  ];
  for (const { recipe } of specs)
    assert.match(String(recipe["tuner.hash"]), /^[0-9a-f]{64}$/);
  assert.match(String(specs[1]!.recipe["regulariser.hash"]), /^[0-9a-f]{64}$/);
  const runs = loadRuns(specs, join(folder, "runs"));
  assert.deepEqual(
    runs.map(({ history }) => Object.keys(history[0]!.parts).sort()),
    [
      ["ce", "length"],
      ["ce", "length", "penalty"],
    ],
  );
  const evaluated = runs.map(evaluateRun);
  const table = paperMarkdown(baseNewTable(evaluated, ["accuracy"], { caption: "own" }));
  assert.match(table, /ShortCoOp\+Penalty/);
  const methods = evaluated.map(({ method }) => method);
  const figure = gapBars(gapRows(evaluated, methods), { title: "gaps" });
  assert.ok(JSON.stringify(figure.data).includes("ShortCoOp+Penalty"));
});

test("another code is another run, and a name that is built in is refused", async () => {
  const request = {
    ...{
      suite: suiteNamed("tiny"),
      dataset: "colours",
      tuner: "short-coop",
      regulariser: "none",
    },
    ...{ seed: 1, settings: [] },
  };
  const before = await resolveSpec(request);
  const path = join(folder, "mine", "short-coop.ts");
  const text = readFileSync(path, "utf8");
  writeFileSync(path, `${text}// another\n`);
  const after = await resolveSpec(request);
  assert.notEqual(after.recipe["tuner.hash"], before.recipe["tuner.hash"]);
  writeFileSync(path, text.replace('name: "short-coop"', 'name: "coop"'));
  const { code, err } = await promptcal(folder, "run", "--help");
  assert.equal(code, 1);
  assert.match(
    err,
    /name of a tuner of your own: expected one that is not built in, got coop/,
  );
});
