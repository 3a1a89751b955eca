import assert from "node:assert/strict";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { projectRoot } from "../../src/files/project-root";
import { CASES, skip } from "./cases";

it("every case that people met is named by a test", { skip }, () => {
  const cases = readdirSync(CASES).filter((name) =>
    statSync(join(CASES, name)).isDirectory(),
  );
  const tests = readdirSync(join(projectRoot, "test"), { recursive: true })
    .map(String)
    .filter((path) => path.endsWith(".test.ts"))
    .map((path) => readFileSync(join(projectRoot, "test", path), "utf8"))
    .join("\n");
  assert.deepEqual(
    cases.filter((name) => !tests.includes(name)),
    [],
  );
});
