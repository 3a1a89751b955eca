import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { canonicalHash, canonicalJson } from "../../../src/files/json/canonical-json";
import { sha256 } from "../../../src/files/hash";

test("keys are sorted at every depth, without white space; arrays keep their order", () => {
  assert.equal(
    canonicalJson({ b: [2, 1, { d: null, c: true }], a: "x y" }),
    '{"a":"x y","b":[2,1,{"c":true,"d":null}]}',
  );
});

test("undefined fields do not count", () => {
  assert.equal(canonicalJson({ a: 1, b: undefined }), canonicalJson({ a: 1 }));
});

test("NaN and infinities are refused, at any depth", () => {
  for (const bad of [NaN, Infinity, -Infinity]) {
    assert.throws(() => canonicalJson({ a: [bad] }), /expected a finite number/);
  }
});

test("it is JSON of the same value, whatever the order of keys", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (record) => {
      const text = canonicalJson(record);
      assert.equal(JSON.stringify(sorted(JSON.parse(text))), text);
      const reversed = Object.fromEntries(Object.entries(record).reverse());
      assert.equal(canonicalHash(reversed), canonicalHash(record));
      assert.equal(canonicalHash(record), sha256(text));
    }),
  );
});

/** A value with the keys of all its objects put in order, as an independent second way. */
function sorted(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(sorted);
  const out: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [key, field] of Object.entries(value)) out[key] = sorted(field);
  return new Proxy(out, { ownKeys: (target) => Reflect.ownKeys(target).sort() });
}
