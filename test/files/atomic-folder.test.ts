import assert from "node:assert/strict";
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { writeFolderAtomic } from "../../src/files/atomic-folder";
import { temporaryFolder } from "../experiments/helpers";

/** Fills a folder with files of these names, then fails if it is told to. */
function filled(names: readonly string[], fails = false) {
  return async (folder: string): Promise<number> => {
    mkdirSync(folder);
    for (const name of names) writeFileSync(join(folder, name), name);
    await Promise.resolve();
    if (fails) throw new Error("no more");
    return names.length;
  };
}

test("a folder is there whole, in place of the old one, or the old one stays", async (context) => {
  const root = temporaryFolder(context);
  const folder = join(root, "deep", "folder");
  assert.equal(await writeFolderAtomic(folder, filled(["a", "b"])), 2);
  await writeFolderAtomic(folder, filled(["c"]));
  assert.deepEqual(readdirSync(folder), ["c"]);
  await assert.rejects(writeFolderAtomic(folder, filled(["d"], true)), /no more/);
  assert.deepEqual(readdirSync(folder), ["c"]);
  assert.deepEqual(readdirSync(join(root, "deep")), ["folder"]);
});

test("of two at once, one folder stays and nothing else", async (context) => {
  const root = temporaryFolder(context);
  const folder = join(root, "folder");
  await Promise.all([1, 2, 3].map(() => writeFolderAtomic(folder, filled(["a", "b"]))));
  assert.deepEqual(readdirSync(folder), ["a", "b"]);
  assert.deepEqual(readdirSync(root), ["folder"]);
});

test("a folder that appears meanwhile stays: its maker may be reading it", async (context) => {
  const folder = join(temporaryFolder(context), "folder");
  let first = 0;
  await writeFolderAtomic(folder, async (temporary) => {
    await filled(["a"])(temporary);
    await writeFolderAtomic(folder, filled(["a"]));
    first = statSync(folder).ino;
  });
  assert.equal(statSync(folder).ino, first);
});
