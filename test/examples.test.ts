import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import ts from "typescript";
import * as lab from "../src";
import { type Example, examplesBelow } from "./examples";

const src = resolve(__dirname, "../src");
const examples = examplesBelow(src);

/** What stands behind `// =>`, and the code of the statement before it. */
interface Stated {
  readonly expression: string;
  readonly value: string;
}

/** The example's code with each stated value turned into a check. */
function withChecks(code: string): {
  readonly code: string;
  readonly stated: readonly Stated[];
} {
  const source = ts.createSourceFile("example.ts", code, ts.ScriptTarget.ES2022, true);
  const stated: Stated[] = [];
  const statements = source.statements.map((statement) => {
    const [comment] = ts.getTrailingCommentRanges(code, statement.end) ?? [];
    const value = /^\/\/ => (.*)$/.exec(
      comment ? code.slice(comment.pos, comment.end) : "",
    );
    if (value === null || !ts.isExpressionStatement(statement)) return statement.getText();
    const expression = statement.expression.getText();
    stated.push({ expression, value: value[1]! });
    return `check(${stated.length - 1}, ${expression}, ${value[1]});`;
  });
  return { code: statements.join("\n"), stated };
}

/** Whether a result is what an example states, up to the digits that it shows. */
function isStated(got: unknown, expected: unknown, digits: number): boolean {
  if (typeof got === "number" && typeof expected === "number")
    return Math.abs(got - expected) <= 0.5 * 10 ** -digits || Number.isNaN(got - expected);
  if (ArrayBuffer.isView(got) || Array.isArray(got)) {
    const list = Array.from(got as ArrayLike<unknown>);
    return (
      Array.isArray(expected) &&
      list.length === expected.length &&
      list.every((item, i) => isStated(item, expected[i], digits))
    );
  }
  try {
    assert.deepEqual(got, expected);
    return true;
  } catch {
    return false;
  }
}

async function run({ code, file }: Example): Promise<number> {
  const checked = withChecks(code);
  // The public surface, and what the example's own file exports.
  const scope = { ...lab, ...(require(join(src, file)) as object) };
  const used = Object.keys(scope).filter((name) => new RegExp(`\\b${name}\\b`).test(code));
  const check = (index: number, got: unknown, expected: unknown): void => {
    const { expression, value } = checked.stated[index]!;
    // As many digits as are shown; a number without any is exact up to rounding.
    const digits = Math.max(0, ...[...value.matchAll(/\.(\d+)/g)].map((m) => m[1]!.length));
    const text = JSON.stringify(
      ArrayBuffer.isView(got) ? Array.from(got as Float64Array) : got,
    );
    assert.ok(
      isStated(got, expected, digits === 0 ? 9 : digits),
      `${file}: ${expression} is ${text}, not ${value}`,
    );
  };
  const js = ts.transpile(checked.code, { target: ts.ScriptTarget.ES2022 });
  const body = `const { ${used.join(", ")} } = scope;\nreturn (async () => {\n${js}\n})();`;
  await new Function("scope", "check", body)(scope, check);
  return checked.stated.length;
}

describe("examples in docstrings", () => {
  const [folder, left] = [
    mkdtempSync(join(tmpdir(), "promptcal-examples-")),
    process.cwd(),
  ];
  before(() => {
    const rows = ["label,prob_0,prob_1", "0,0.75,0.25", "1,0.4,0.6"];
    writeFileSync(join(folder, "my-model.csv"), `${rows.join("\n")}\n`);
    process.chdir(folder);
  });
  after(() => {
    process.chdir(left);
    rmSync(folder, { recursive: true });
  });

  it("stand at the functions that a stranger calls first", () => {
    assert.ok(examples.length >= 15, String(examples.length));
  });

  for (const example of examples) {
    it(`${example.file}, line ${example.line}: gives the values that it states`, async () => {
      assert.ok((await run(example)) > 0, "expected at least one // => value");
    });
  }
});
