import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { describe, it, type TestContext } from "node:test";
import {
  FOLDERS,
  folderOf,
  folderVariables,
  installedFolder,
  variableOf,
  type FolderName,
} from "../../src/files/folders";
import { projectRoot } from "../../src/files/project-root";

const names = Object.keys(FOLDERS) as FolderName[];

/** Sets a variable for one test. */
function setting(context: TestContext, name: string): (value: string) => void {
  const before = process.env[name];
  context.after(() => {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  });
  return (value) => (process.env[name] = value);
}

describe("folders that are written to", () => {
  for (const name of names) {
    const { variable } = FOLDERS[name];
    it(`${name}: ${variable} moves them`, (context) => {
      const set = setting(context, variable);
      set("else where/ünd");
      assert.equal(folderOf(name), resolve("else where/ünd"));
      assert.equal(folderVariables()[variable], resolve("else where/ünd"));
      assert.equal(variableOf(join(folderOf(name), "a", "b")), variable);
      set("");
      assert.equal(folderOf(name), installedFolder(name));
      assert.equal(variableOf(join(installedFolder(name), "a")), variable);
    });
  }

  it("a path elsewhere belongs to none, nor does a neighbour of like name", () => {
    assert.equal(variableOf("/tmp/x"), undefined);
    assert.equal(variableOf(`${installedFolder("runs")}-old/x`), undefined);
  });

  // Root may write everywhere.
  const skip = process.getuid?.() === 0 ? false : "needs root, to be another user";
  it(
    "a user who may not write to the installation has folders of their own",
    { skip },
    () => {
      const script = join(projectRoot, "src", "files", "folders.ts");
      const program =
        `const { FOLDERS, folderOf, sayWhereWritten } = require(${JSON.stringify(script)});` +
        "console.log(JSON.stringify(Object.keys(FOLDERS).map(folderOf)));" +
        "sayWhereWritten('/tmp/elsewhere'); sayWhereWritten(folderOf('cache') + '/x');" +
        "sayWhereWritten(folderOf('cache') + '/y');";
      const requested = (
        env: Record<string, string>,
      ): { folders: string[]; said: string } => {
        const out = execFileSync(
          "sh",
          ["-c", 'exec "$0" --require tsx/cjs -e "$1" 2>&1', process.execPath, program],
          {
            cwd: projectRoot,
            encoding: "utf8",
            uid: 65534,
            gid: 65534,
            env: { PATH: process.env["PATH"]!, TSX_DISABLE_CACHE: "1", ...env },
          },
        );
        const [first, ...rest] = out.split("\n");
        return { folders: JSON.parse(first!) as string[], said: rest.join("\n") };
      };
      const homed = requested({ HOME: "/tmp", XDG_DATA_HOME: "/tmp/data" });
      const [cache, weights, runs, figures, datasets] = homed.folders;
      assert.equal(cache, "/tmp/.cache/promptcal");
      assert.deepEqual(
        [weights, runs, figures],
        ["weights", "runs", "figures"].map((name) => `/tmp/data/promptcal/${name}`),
      );
      assert.equal(datasets, installedFolder("datasets"));
      assert.equal(
        homed.said,
        "promptcal: the installation is read-only; writing to /tmp/.cache/promptcal " +
          "(PROMPTCAL_CACHE names another folder)\n",
      );
      // Without a home: errors name the installation's folder and the variable.
      const homeless = requested({ HOME: "/nonexistent" });
      assert.deepEqual(homeless.folders, names.map(installedFolder));
      assert.equal(homeless.said, "");
      assert.notEqual(homedir(), "/nonexistent");
    },
  );
});
