import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join, normalize, resolve } from "node:path";
import { describe, it } from "node:test";
import { scripts } from "../package.json";
import { committedFiles } from "./committed-files";
import { proseOf } from "./prose";

const root = resolve(__dirname, "..");
const files = committedFiles(root);
const skip = files === undefined && "not a git checkout";
const pages = (files ?? []).filter((path) => /\.(md|ipynb)$/.test(path));

/** What a pattern's group matches in each page, with the page. */
function matchesOf(pattern: RegExp): readonly { page: string; found: string }[] {
  return pages.flatMap((page) =>
    [...proseOf(root, page).matchAll(pattern)].map(([, found]) => ({
      page,
      found: found!,
    })),
  );
}

describe("documents and notebooks", { skip }, () => {
  it("link to files that are there", () => {
    const links = matchesOf(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g).filter(
      ({ found }) => !/^(https?|mailto):/.test(found),
    );
    assert.ok(links.length > 100, `${links.length}`);
    const dead = links.filter(
      ({ page, found }) => !existsSync(join(root, normalize(join(dirname(page), found)))),
    );
    assert.deepEqual(dead, []);
  });

  it("name scripts of package.json", () => {
    const named = matchesOf(/npm run ([\w:-]+)/g);
    assert.ok(named.length > 20, `${named.length}`);
    assert.deepEqual(
      named.filter(({ found }) => !Object.hasOwn(scripts, found)),
      [],
    );
  });
});
