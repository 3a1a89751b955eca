import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { describe, it } from "node:test";
import { setupRows } from "../../src/cli/doctor/setup-rows";
import { run, runBeside } from "../../environment/setup/command.cjs";
import { ensure } from "../../environment/setup/ensure.cjs";
import { npmPackages } from "../../environment/setup/npm-packages.cjs";
import type { Step } from "../../environment/setup/steps.cjs";

const root = resolve(__dirname, "..", "..");

/** A step that is there, comes when it is installed, or cannot be had. */
function step(name: string, kind: "there" | "comes" | "fails", more: Partial<Step> = {}) {
  let ok = kind === "there";
  const calls: string[] = [];
  return {
    name,
    cost: `no ${name}`,
    fix: `get ${name}`,
    calls,
    check: () => ({ ok, detail: ok ? "found" : "absent" }),
    install() {
      calls.push(name);
      if (kind === "fails") throw new Error("no network");
      ok = true;
    },
    ...more,
  };
}

describe("set-up", () => {
  it("installs what is missing, once", async () => {
    const steps = [step("a", "there"), step("b", "comes")];
    const lines: string[] = [];
    assert.equal((await ensure((line) => lines.push(line), steps)).size, 0);
    assert.deepEqual(
      steps.flatMap(({ calls }) => calls),
      ["b"],
    );
    assert.match(
      lines.join("\n"),
      /^set-up: b: absent; installing \.\.\.\nset-up: b: found \(/,
    );
    assert.equal((await ensure((line) => lines.push(line), steps)).size, 0);
    assert.deepEqual(
      steps.flatMap(({ calls }) => calls),
      ["b"],
    );
    assert.equal(lines.length, 2);
  });

  it("says in one line what is missing, its cost and its cure, and goes on", async () => {
    const steps = [
      step("a", "fails"),
      step("child", "comes", { after: ["a"] }),
      step("c", "comes"),
    ];
    const lines: string[] = [];
    const missing = await ensure((line) => lines.push(line), steps);
    assert.deepEqual([...missing], ["a", "child"]);
    assert.deepEqual(
      lines.filter((line) => line.includes("MISSING")),
      ["set-up: MISSING a: no network. Cost: no a. To get it: get a."],
    );
    assert.deepEqual(
      steps.map(({ calls }) => calls.length),
      [1, 0, 1],
    );
  });

  it("installs in parallel, behind what a step is after", async () => {
    const order: string[] = [];
    const slow = (name: string, more: Partial<Step> = {}): Step => {
      let ok = false;
      return {
        ...step(name, "comes", more),
        check: () => ({ ok, detail: ok ? "found" : "absent" }),
        async install() {
          order.push(`${name} begins`);
          await new Promise((done) => setImmediate(done));
          order.push(`${name} ends`);
          ok = true;
        },
      };
    };
    const steps = [slow("a"), slow("b"), slow("c", { after: ["a", "b"] })];
    assert.equal((await ensure(() => undefined, steps)).size, 0);
    assert.deepEqual(order, [
      ...["a begins", "b begins", "a ends", "b ends"],
      ...["c begins", "c ends"],
    ]);
  });

  it("does not believe an installation that left nothing behind", async () => {
    const liar = step("a", "comes", {
      check: () => ({ ok: false, detail: "still absent" }),
    });
    const lines: string[] = [];
    assert.deepEqual([...(await ensure((line) => lines.push(line), [liar]))], ["a"]);
    assert.match(lines.at(-1)!, /MISSING a: still absent/);
  });
});

describe("programs that set-up runs", () => {
  const endings = {
    "ends well": ["-e", "console.log(7)"],
    "says what failed": ["-e", "console.error('x\\nerror: no y\\nz'); process.exit(3)"],
    "is killed": ["-e", "process.kill(process.pid, 'SIGKILL'); setTimeout(() => {}, 9e4)"],
  };
  for (const [ending, args] of Object.entries(endings)) {
    it(`one that ${ending} gives the same, waited for or not`, async () => {
      const outcome = await runBeside(process.execPath, args).catch(String);
      let same;
      try {
        same = run(process.execPath, args);
      } catch (error) {
        same = String(error);
      }
      assert.equal(outcome, same);
      assert.match(outcome, /^7\n$|: error: no y$|: stopped by SIGKILL$/);
    });
  }

  it("one that is not there is named", async () => {
    await assert.rejects(
      runBeside("no-such-program", []),
      /^Error: no-such-program: .*ENOENT/,
    );
  });
});

describe("comparison of node_modules with its lockfile", () => {
  const json = (path: string, value: unknown): void =>
    writeFileSync(path, JSON.stringify(value));

  it("notices a missing package, another version, and a changed package.json", () => {
    const folder = mkdtempSync(join(tmpdir(), "packages-"));
    const { check } = npmPackages({ name: "x", folder: relative(root, folder), cost: "" });
    try {
      assert.equal(check().detail, "no package-lock.json");
      const manifest = { dependencies: { one: "1.0.0" } };
      json(join(folder, "package.json"), manifest);
      json(join(folder, "package-lock.json"), {
        packages: {
          "": manifest,
          "node_modules/one": { version: "1.0.0" },
          "node_modules/rare": { version: "2.0.0", optional: true },
        },
      });
      assert.equal(check().detail, "node_modules/one is not installed");
      mkdirSync(join(folder, "node_modules", "one"), { recursive: true });
      json(join(folder, "node_modules", "one", "package.json"), { version: "1.0.1" });
      assert.equal(check().detail, "node_modules/one: expected 1.0.0, got 1.0.1");
      json(join(folder, "node_modules", "one", "package.json"), { version: "1.0.0" });
      assert.deepEqual(check(), { ok: true, detail: "1 packages as locked" });
      json(join(folder, "package.json"), { dependencies: { one: "1.0.0", two: "3.0.0" } });
      assert.match(
        check().detail,
        /^package\.json wants two 3\.0\.0, which .* does not lock$/,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("setupRows", () => {
  it("has cost and cure for what is missing, and only for that", () => {
    const rows = setupRows();
    assert.ok(rows.some(({ name, state }) => name === "npm packages" && state === "ok"));
    for (const { state, detail, cost, fix } of rows) {
      assert.notEqual(detail, "");
      assert.equal(cost === "", state === "ok");
      assert.equal(fix === "", state === "ok");
    }
  });
});
