import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, it } from "node:test";
import { committedFiles } from "./committed-files";
import { proseOf } from "./prose";

const root = resolve(__dirname, "..");

/** The last list of STYLE.md, one phrase or several forms of it per line. */
function wordsToAvoid(): string[] {
  const style = readFileSync(join(root, "STYLE.md"), "utf8");
  const list = style.slice(style.indexOf("## Words to avoid"));
  return [...list.matchAll(/^- (.+)$/gm)].flatMap(([, forms]) => forms!.split(", "));
}

function foundIn(paths: readonly string[], words: readonly string[]): string[] {
  const pattern = new RegExp(`\\b(?:${words.join("|")})\\b`, "gi");
  return paths.flatMap((path) =>
    proseOf(root, path)
      .split("\n")
      .flatMap((line, index) =>
        [...line.matchAll(pattern)].map(([word]) => `${path}:${index + 1}: ${word}`),
      ),
  );
}

describe("STYLE.md", () => {
  const words = wordsToAvoid();
  const files = committedFiles(root);
  const skip = files === undefined && "not a git checkout";

  it("lists words to avoid", () => assert.ok(words.length >= 10));

  it("is kept by documents, notebooks and code", { skip }, () => {
    // Written by programs from records: their sentences stand in the programs, which are checked.
    const generated =
      /^(figures|data|benchmarks\/records|docs\/reliability)\/|CHANGELOG|STYLE/;
    // Holds a list of phrases to avoid in help texts.
    const listing = "test/cli/commands.test.ts";
    const read = files!.filter(
      (path) =>
        /\.(md|ipynb|ts|cjs)$/.test(path) && !generated.test(path) && path !== listing,
    );
    assert.ok(read.length > 500);
    assert.deepEqual(foundIn(read, words), []);
  });
});
