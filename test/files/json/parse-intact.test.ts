import assert from "node:assert/strict";
import { test } from "node:test";
import { parseIntact } from "../../../src/files/json/parse-intact";
import { fields, TEXT, wholeNumber } from "../../../src/files/json/schema";

const OWNER = fields({ host: TEXT, pid: wholeNumber(1) });

test("a whole record is read, a cut or foreign one counts as none", () => {
  const text = '{"host":"a","pid":12,"more":true}';
  assert.deepEqual(parseIntact(OWNER, text), { host: "a", pid: 12 });
  for (let length = 0; length < text.length; length++) {
    assert.equal(parseIntact(OWNER, text.slice(0, length)), undefined);
  }
  for (const other of ["null", "[]", '{"host":"a","pid":0}', '{"host":1,"pid":12}'])
    assert.equal(parseIntact(OWNER, other), undefined);
});
