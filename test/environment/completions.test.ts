import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";

const root = resolve(__dirname, "..", "..");

interface Answer {
  readonly matches?: readonly string[];
  readonly start?: number;
  readonly end?: number;
  readonly text?: string;
}

/** With `|` where the cursor is. */
const QUESTIONS = {
  value: 'complete choose({ suite: "i|" })',
  open: 'complete choose({ suite: "|',
  option: "complete choose({ su|",
  path: 'complete import { a } from "./li|"',
  deeper: 'complete import { a } from "./lib/|"',
  signature: "inspect choose(|)",
  second: 'inspect choose({ suite: "icons" }, |)',
  name: "inspect cho|ose",
} as const;

describe("what the kernel answers while a cell is written", () => {
  let folder = "";
  let answers: Record<keyof typeof QUESTIONS, Answer>;

  before(async () => {
    mkdirSync(join(root, ".cache"), { recursive: true });
    folder = mkdtempSync(join(root, ".cache", "completions-test-"));
    mkdirSync(join(folder, "lib"));
    writeFileSync(
      join(folder, "lib", "choose.ts"),
      `/**
 * Chooses a suite.
 * @param times how often
 */
export function choose(request: { suite: "icons" | "world" }, times = 1): string {
  return request.suite.repeat(times);
}
`,
    );
    const preload = join(root, "environment", "kernel", "preload.cjs");
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        ...["-r", preload, join(__dirname, "ask-converter.cjs")],
        'import { choose } from "./lib/choose";',
        ...Object.values(QUESTIONS),
      ],
      { cwd: folder, env: { ...process.env, TSLAB_ROOT: root } },
    );
    const list = JSON.parse(stdout) as readonly Answer[];
    answers = Object.fromEntries(
      Object.keys(QUESTIONS).map((name, i) => [name, list[i]!]),
    ) as typeof answers;
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** The code after a completion is taken. */
  function taken(name: keyof typeof QUESTIONS, match: string): string {
    const code = QUESTIONS[name].slice("complete ".length).replace("|", "");
    const { start, end } = answers[name];
    return code.slice(0, start) + match + code.slice(end);
  }

  it("completes values of a string's type, also before the string is closed", () => {
    assert.deepEqual(answers.value.matches, ["icons"]);
    assert.equal(taken("value", "icons"), 'choose({ suite: "icons" })');
    assert.deepEqual(answers.open.matches, ["icons", "world"]);
    assert.equal(taken("open", "world"), 'choose({ suite: "world');
  });

  it("completes options inside a call, and paths of modules", () => {
    assert.equal(answers.option.matches![0], "suite");
    assert.deepEqual(answers.path.matches, ["lib"]);
    assert.equal(taken("path", "lib"), 'import { a } from "./lib"');
    assert.deepEqual(answers.deeper.matches, ["choose"]);
    assert.equal(taken("deeper", "choose"), 'import { a } from "./lib/choose"');
  });

  it("tells a call's signature between its parentheses, and what a name is on it", () => {
    const text = (name: keyof typeof QUESTIONS): string => answers[name].text!;
    for (const name of ["signature", "second"] as const) {
      assert.match(text(name), /^choose\(request: \{[^]*\}, times\?: number\): string/);
      assert.match(text(name), /Chooses a suite\./);
    }
    assert.match(text("second"), /times: how often/);
    assert.match(text("name"), /function choose\(/);
  });
});
