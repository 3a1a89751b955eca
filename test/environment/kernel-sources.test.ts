import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { it } from "node:test";
import type * as TypeScript from "typescript";

const root = resolve(__dirname, "..", "..");
/** The kernel cannot be given another compiler than tslab's own, which is older than ours. */
const ts = require("@tslab/typescript-for-tslab") as typeof TypeScript;

it(`all of src passes the notebook kernel's own compiler, TypeScript ${ts.version}`, () => {
  const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(root, "src", name));
  // The options of tslab with our changes (environment/kernel/converter-patches.cjs).
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
    esModuleInterop: true,
    experimentalDecorators: true,
    resolveJsonModule: true,
    allowJs: true,
    checkJs: true,
    skipLibCheck: true,
    strict: true,
    noEmit: true,
    typeRoots: [join(root, "node_modules", "@types")],
  });
  const problems = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start ?? 0).line + 1 : 0;
    const text = ts.flattenDiagnosticMessageText(messageText, " ");
    return `${relative(root, file?.fileName ?? "")}:${line} ${text}`;
  });
  assert.deepEqual(problems, []);
});
