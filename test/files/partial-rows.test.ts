import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { PartialRows } from "../../src/files/partial-rows";
import { temporaryFolder } from "../experiments/helpers";

const table = Float32Array.from({ length: 12 }, (_, i) => i + 1);

test("rows that were kept come back, and no others", (context) => {
  const path = join(temporaryFolder(context), "table");
  const rows = new PartialRows(path, 3);
  assert.equal(rows.restore(new Float32Array(12)), 0);
  rows.keepSometimes(table, 1);
  assert.ok(!existsSync(`${path}.part`), "not a minute has passed");
  rows.keep(table, 2);
  const back = new Float32Array(12);
  assert.equal(new PartialRows(path, 3).restore(back), 2);
  assert.deepEqual(
    [...back],
    [...table.subarray(0, 2 * 3), ...new Array<number>(2 * 3).fill(0)],
  );
  rows.remove();
  assert.ok(!existsSync(`${path}.part`));
});

test("a damaged copy, one of another width or of more rows is computed again", (context) => {
  const path = join(temporaryFolder(context), "table");
  new PartialRows(path, 3).keep(table, 4);
  assert.equal(new PartialRows(path, 4).restore(new Float32Array(12)), 0);
  assert.equal(new PartialRows(path, 3).restore(new Float32Array(3 * 3)), 0);
  const bytes = readFileSync(`${path}.part`);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(`${path}.part`, bytes);
  assert.equal(new PartialRows(path, 3).restore(new Float32Array(12)), 0);
});
