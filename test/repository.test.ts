import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { describe, it } from "node:test";
import { committedFiles } from "./committed-files";

const root = resolve(__dirname, "..");
const PACKAGES = [".", "data/icons", "benchmarks/transformers-js"];

interface Manifest {
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

function manifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest;
}

function dependencies(folder: string): [string, string][] {
  const { dependencies, devDependencies, optionalDependencies } = manifest(folder);
  return Object.entries({
    ...dependencies,
    ...devDependencies,
    ...optionalDependencies,
  });
}

/** Runs a package's program on the repository; its output is the assertion's message. */
function assertClean(program: string, ...args: string[]): void {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, "node_modules", program), ...args],
    { cwd: root, encoding: "utf8" },
  );
  assert.equal(status, 0, `${stdout}${stderr}`);
}

describe("the code", () => {
  it("type-checks", () => assertClean("typescript/bin/tsc", "-p", "."));
  it("keeps the lint rules, the direction of imports among them", () =>
    assertClean("eslint/bin/eslint.js", "."));
  it("is formatted", () =>
    assertClean("prettier/bin/prettier.cjs", "--check", "--log-level=warn", "."));
});

describe("tests", () => {
  // A test of a whole folder has the folder's name: `methods/text/text.test.ts`.
  it("of metrics, calibrators, methods and commands are named after their sources", () => {
    const tested = /^test\/((?:metrics|calibrators|methods|cli)\/.*?([^/]+))\.test\.ts$/;
    const nameless = (committedFiles(root) ?? [])
      .map((file) => tested.exec(file))
      .filter((found) => found !== null)
      .filter(([, path, name]) => {
        const folder = dirname(path!);
        return !existsSync(join(root, `src/${path!}.ts`)) && basename(folder) !== name;
      })
      .map(([file]) => file);
    assert.deepEqual(nameless, []);
  });
});

describe("dependencies", () => {
  for (const folder of PACKAGES) {
    it(`of ${folder}/package.json have exact versions`, () => {
      for (const [name, version] of dependencies(folder)) {
        assert.match(version, /^\d+\.\d+\.\d+$/, name);
      }
    });
  }

  it("of Python have exact versions and hashes", () => {
    for (const folder of [
      "environment",
      "environment/python-reference",
      "environment/site",
    ]) {
      const text = readFileSync(join(root, folder, "requirements.txt"), "utf8");
      const requirements = text.replaceAll("\\\n", " ").split("\n");
      for (const line of requirements.filter((entry) => /^[A-Za-z]/.test(entry))) {
        assert.match(line, /^[\w.[\]-]+==[\w.]+ .*--hash=sha256:[0-9a-f]{64}/);
      }
    }
  });

  it("have licences that let anybody use them", () => {
    const permissive = /^(MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD)$/;
    for (const [name] of dependencies(".")) {
      const folder = join("node_modules", name);
      // An optional package that does not fit this machine is not there.
      if (!existsSync(join(root, folder))) continue;
      assert.match(manifest(folder).license ?? "none", permissive, name);
    }
  });
});

describe("committed files", () => {
  const files = committedFiles(root);
  const skip = files === undefined && "not a git checkout";

  it("name no machine's folders and no registry's host", { skip }, () => {
    // Built from parts: this file is committed too.
    const hosts = ["npmjs", "yarnpkg", "pypi", "pythonhosted"].map(
      (host) => `//[\\w.-]*${host}\\.(org|com)`,
    );
    const folders = ["work", "root", "home/\\w+", "Users/\\w+"].map(
      (folder) => `(?<![\\w./-])/${folder}/`,
    );
    const forbidden = new RegExp([...hosts, ...folders].join("|"));
    for (const path of files!) {
      const bytes = readFileSync(join(root, path));
      if (bytes.includes(0)) continue;
      const found = forbidden.exec(bytes.toString("utf8"))?.[0];
      assert.equal(found, undefined, `${path}: ${found}`);
    }
  });

  it("are none of those that git ignores", { skip }, () => {
    const ignored = spawnSync(
      "git",
      ["ls-files", "--cached", "--ignored", "--exclude-standard"],
      { cwd: root, encoding: "utf8" },
    );
    assert.equal(ignored.stdout, "");
  });
});

describe("continuous integration", () => {
  it("runs the README's test command", () => {
    const readme = readFileSync(join(root, "README.md"), "utf8");
    const script = readFileSync(join(root, ".ci/run"), "utf8");
    assert.match(readme, /^npm test\b/m);
    assert.match(script, /\bnpm test </);
  });
});
