import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { it } from "node:test";
import { promisify } from "node:util";

const root = resolve(__dirname, "..", "..");

it("files that appear where a module was looked for do not break the next cell", async () => {
  mkdirSync(join(root, ".cache"), { recursive: true });
  const folder = mkdtempSync(join(root, ".cache", "appearing-files-"));
  try {
    const [src, notebooks] = [join(folder, "src"), join(folder, "notebooks")];
    [src, notebooks].forEach((each) => mkdirSync(each));
    // A package, which is looked for beside the source before it is found further up.
    const source = 'import { string } from "valibot";\nexport const schema = string();\n';
    writeFileSync(join(src, "schema.ts"), source);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        ...["-r", join(root, "environment", "kernel", "preload.cjs")],
        join(__dirname, "convert-twice.cjs"),
        join(src, "node_modules"),
        'import { schema } from "../src/schema"; let x = schema.type;',
        'let y: "string" = x; let z: number = x;',
      ],
      { cwd: notebooks, env: { ...process.env, TSLAB_ROOT: root } },
    );
    assert.deepEqual(JSON.parse(stdout), [
      "Type 'string' is not assignable to type 'number'.",
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
