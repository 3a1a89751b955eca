import assert from "node:assert/strict";
import { test } from "node:test";
import { SortedHashes } from "../../../../src/experiments/suites/stored-lists/sorted-hashes";
import { sha256 } from "../../../../src/files/hash";

const PATHS = ["a/1.png", "a/10.png", "a/2.png", "b/1.png"];
const map = new Map(PATHS.map((path) => [path, sha256(path)]));
const hashes = new SortedHashes(PATHS, Buffer.from([...map.values()].join(""), "hex"));

test("sorted hashes are found as in a map", () => {
  for (const path of PATHS) assert.equal(hashes.get(path), map.get(path));
  for (const path of ["", "a/0.png", "a/11.png", "c"]) {
    assert.equal(hashes.get(path), undefined);
    assert.equal(hashes.has(path), false);
  }
  assert.equal(hashes.size, 4);
  assert.deepEqual([...hashes], [...map]);
  assert.deepEqual([...hashes.keys()], PATHS);
  assert.deepEqual(new Set(hashes.values()), new Set(map.values()));
  const seen: string[] = [];
  hashes.forEach((hash, path) => seen.push(path + hash));
  assert.deepEqual(
    seen,
    [...map].map((entry) => entry.join("")),
  );
  assert.equal(new SortedHashes([], Buffer.alloc(0)).get("a"), undefined);
});
