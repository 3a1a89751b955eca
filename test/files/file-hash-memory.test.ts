import assert from "node:assert/strict";
import { rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  rememberedFileHash,
  rememberFileHash,
  unchangedFileHash,
} from "../../src/files/file-hash-memory";
import { sha256 } from "../../src/files/hash";
import { temporaryFolder } from "../experiments/helpers";

/** Files of this moment are not remembered; two seconds later they are. */
const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 2100));

test("a file is read once, and again when its size or times changed, or when it is new", async (context) => {
  const folder = temporaryFolder(context);
  const [file, fresh] = [join(folder, "a"), join(folder, "b")];
  writeFileSync(file, "first");
  await settle();
  writeFileSync(fresh, "first");
  for (const path of [file, fresh]) {
    assert.equal(rememberedFileHash(path), undefined);
    assert.equal(unchangedFileHash(path), sha256("first"));
  }
  assert.equal(rememberedFileHash(file), sha256("first"));
  assert.equal(rememberedFileHash(fresh), undefined);

  // Another hash in the memory shows that the file is not read.
  rememberFileHash(file, statSync(file, { bigint: true }), sha256("marked"));
  assert.equal(unchangedFileHash(file), sha256("marked"));
  const { atime, mtime } = statSync(file);
  writeFileSync(file, "other");
  utimesSync(file, atime, mtime);
  assert.equal(unchangedFileHash(file), sha256("other"));
});

test("a file that is not there has no hash, also when it was there before", async (context) => {
  const file = join(temporaryFolder(context), "a");
  assert.equal(unchangedFileHash(file), undefined);
  writeFileSync(file, "first");
  await settle();
  assert.equal(unchangedFileHash(file), sha256("first"));
  rmSync(file);
  assert.equal(unchangedFileHash(file), undefined);
  assert.equal(rememberedFileHash(file), undefined);
});
