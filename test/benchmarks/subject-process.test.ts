import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { SubjectProcess } from "../../benchmarks/vit-b16/subject-process";
import { temporaryFolder } from "../experiments/helpers";

/** A program of a few lines, that is given a file's name. */
function program(lines: string, file = ""): SubjectProcess {
  return new SubjectProcess(process.execPath, ["-e", lines, file], __dirname);
}

test("a subject works when it is told to, and writes down what it did at its end", async (t) => {
  const file = join(temporaryFolder(t), "turns");
  const subject = program(
    `let turns = 0;
    console.log("something else");
    console.log("ready");
    process.stdin.on("data", (asked) => { turns += asked.length; console.log("ready"); });
    process.stdin.on("end", () => fs.writeFileSync(process.argv[1] + turns, ""));`,
    file,
  );
  await subject.ready();
  await subject.turn();
  await subject.turn();
  assert.ok(!existsSync(`${file}2`));
  await subject.finish();
  assert.ok(existsSync(`${file}2`));
});

test("of one that fails, the last line of its errors is told", async () => {
  const failing = `console.error("loading\\nno library"); process.exit(2)`;
  await assert.rejects(program(failing).ready(), /ended with 2: no library$/);
  const later = program(
    `console.log("ready"); process.stdin.on("data", () => process.exit(3));`,
  );
  await later.ready();
  await assert.rejects(later.turn(), /ended with 3/);
  await assert.rejects(program("process.exitCode = 4").finish(), /ended with 4/);
});

test("one that cannot be started is told of", async () => {
  const absent = new SubjectProcess(join(__dirname, "absent"), [], __dirname);
  await assert.rejects(absent.ready(), /ENOENT/);
});
