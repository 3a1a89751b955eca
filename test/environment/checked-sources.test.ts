import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, it } from "node:test";
import ts from "typescript";
import { projectRoot } from "../../src/files/project-root";

type Check = (
  compiler: unknown,
  program: ts.Program,
  files: readonly ts.SourceFile[],
) => readonly ts.Diagnostic[];

const { sourceChecker, checkCell } = require(
  join(projectRoot, "environment", "kernel", "checked-sources.cjs"),
) as { sourceChecker(file: string, key: string): Check; checkCell: Check };

const folder = mkdtempSync(join(tmpdir(), "checked-sources-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A program of files in memory; a file's version is its text, as the kernel's is a hash of it. */
function program(texts: Readonly<Record<string, string>>): ts.Program {
  const options: ts.CompilerOptions = { noLib: true, strict: true };
  const host: ts.CompilerHost = {
    ...ts.createCompilerHost(options),
    directoryExists: () => true,
    fileExists: (name) => name in texts,
    readFile: (name) => texts[name],
    getSourceFile: (name, version) =>
      name in texts
        ? Object.assign(ts.createSourceFile(name, texts[name]!, version), {
            version: texts[name]!,
          })
        : undefined,
  };
  return ts.createProgram(Object.keys(texts), options, host);
}

/** Names of files with errors, and which files were looked at, check by check. */
function counted(check: Check) {
  const checked: string[] = [];
  const errors = (texts: Readonly<Record<string, string>>): readonly string[] => {
    const all = program(texts);
    const compiler = {
      getPreEmitDiagnosticsOfFiles: (of: ts.Program, files: readonly ts.SourceFile[]) => {
        checked.push(files.map(({ fileName }) => fileName).join(" "));
        return files.flatMap((file) => of.getSemanticDiagnostics(file));
      },
    };
    const files = Object.keys(texts).map((name) => all.getSourceFile(name)!);
    return check(compiler, all, files).map(({ file }) => file!.fileName);
  };
  return { checked, errors };
}

const cell = 'import { double } from "./use";\nexport const four = double;\n';
const texts = {
  "/n/cell.ts": cell,
  "/n/use.ts": 'import { one } from "./one";\nexport const double: number = one;\n',
  "/n/one.ts": "export const one = 1;\n",
};
const whole = "/n/cell.ts /n/use.ts /n/one.ts";

it("imported sources are checked again when one of them has changed, and as long as one has errors", () => {
  const { checked, errors } = counted(sourceChecker(join(folder, "a.json"), "key"));
  // The cell's own error says nothing about the sources.
  const wrong = { ...texts, "/n/cell.ts": `${cell}const no: number = "";\n` };
  assert.deepEqual(errors(wrong), ["/n/cell.ts"]);
  assert.deepEqual(errors(texts), []);
  // A change in one file shows as an error of another, in every cell until it is fixed.
  const broken = { ...texts, "/n/one.ts": 'export const one = "one";\n' };
  assert.deepEqual(errors(broken), ["/n/use.ts"]);
  assert.deepEqual(errors(broken), ["/n/use.ts"]);
  assert.deepEqual(errors(texts), []);
  assert.deepEqual(errors({ ...texts, "/n/more.ts": "export const more = 1;\n" }), []);
  const more = "/n/cell.ts /n/more.ts";
  assert.deepEqual(checked, [whole, "/n/cell.ts", whole, whole, whole, more]);
});

it("another kernel knows what was checked, unless its typings are others or the record is damaged", () => {
  const file = join(folder, "b.json");
  const looked = (key: string) => {
    const { checked, errors } = counted(sourceChecker(file, key));
    assert.deepEqual(errors(texts), []);
    return checked;
  };
  assert.deepEqual(looked("key"), [whole]);
  assert.deepEqual(looked("key"), ["/n/cell.ts"]);
  assert.deepEqual(looked("other"), [whole]);
  writeFileSync(file, '{"key":"other","cle');
  assert.deepEqual(looked("other"), [whole]);
});

it("a kernel that checks cells alone finds their errors, and looks at no source", () => {
  const { checked, errors } = counted(checkCell);
  const wrong = { ...texts, "/n/cell.ts": `${cell}const no: number = "";\n` };
  assert.deepEqual(errors(wrong), ["/n/cell.ts"]);
  const wrongSource = { ...texts, "/n/one.ts": 'export const one: number = "";\n' };
  assert.deepEqual(errors(wrongSource), []);
  assert.deepEqual(checked, ["/n/cell.ts", "/n/cell.ts"]);
});
