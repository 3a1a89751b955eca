import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import {
  temporarySibling,
  writeFileAtomic,
  writeJsonAtomic,
} from "../../src/files/atomic-file";

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "promptcal-atomic-"))));
afterEach(() => rmSync(folder, { recursive: true }));

test("text, bytes and pieces are written whole, in folders that are made on the way", () => {
  const file = path.join(folder, "a", "b", "c");
  writeFileAtomic(file, "é");
  assert.deepEqual([...readFileSync(file)], [0xc3, 0xa9]);
  writeFileAtomic(file, Uint8Array.of(1, 2, 3));
  assert.deepEqual([...readFileSync(file)], [1, 2, 3]);
  writeFileAtomic(file, [Uint8Array.of(4), new Uint8Array(0), Uint8Array.of(5, 6)]);
  assert.deepEqual([...readFileSync(file)], [4, 5, 6]);
  writeFileAtomic(file, "");
  assert.equal(readFileSync(file).length, 0);
});

test("JSON is indented and ends with a line feed", () => {
  const file = path.join(folder, "x.json");
  writeJsonAtomic(file, { b: 1, a: [2] });
  assert.equal(readFileSync(file, "utf8"), '{\n  "b": 1,\n  "a": [\n    2\n  ]\n}\n');
});

test("a write that fails half-way keeps the old file and leaves no temporary one", () => {
  const file = path.join(folder, "kept");
  writeFileSync(file, "old");
  function* broken() {
    yield Uint8Array.of(1);
    throw new Error("the disk is full");
  }
  assert.throws(() => writeFileAtomic(file, broken()), /the disk is full/);
  assert.equal(readFileSync(file, "utf8"), "old");
  assert.deepEqual(readdirSync(folder), ["kept"]);
});

test("a rename that fails leaves no temporary file either", () => {
  const file = path.join(folder, "taken");
  mkdirSync(path.join(file, "inside"), { recursive: true });
  assert.throws(() => writeFileAtomic(file, "x"));
  assert.deepEqual(readdirSync(folder), ["taken"]);
});

test("temporary names are hidden siblings and never repeat", () => {
  const file = path.join(folder, "x");
  const names = new Set(Array.from({ length: 50 }, () => temporarySibling(file)));
  assert.equal(names.size, 50);
  for (const name of names) {
    assert.equal(path.dirname(name), folder);
    assert.ok(path.basename(name).startsWith(".x.tmp-"));
  }
});
