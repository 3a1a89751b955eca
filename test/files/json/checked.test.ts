import assert from "node:assert/strict";
import { test } from "node:test";
import * as v from "valibot";
import { checked } from "../../../src/files/json/checked";
import {
  byName,
  fields,
  finiteNumber,
  list,
  onlyFields,
  ruled,
  TEXT,
  word,
} from "../../../src/files/json/schema";

const SCHEMA = onlyFields({
  name: TEXT,
  kind: word(["base", "new"], "class set"),
  rows: list(fields({ x: finiteNumber(0, 1) })),
  notes: v.optional(byName(TEXT), {}),
});
const good = { name: "a", kind: "base", rows: [{ x: 0.5, other: 1 }] };

test("a value comes back typed, with defaults and without fields that nobody asked for", () => {
  const expected = { ...good, rows: [{ x: 0.5 }], notes: {} };
  assert.deepEqual(checked(SCHEMA, good, "thing"), expected);
});

test("errors name the field, what was expected and what came", () => {
  for (const [change, message] of [
    [{ name: undefined }, "thing field name: expected a text, got nothing (f.json)"],
    [{ name: 7 }, "thing field name: expected a text, got 7 (f.json)"],
    [
      { kind: "bas" },
      'unknown class set "bas" (f.json); did you mean "base"? Valid: base, new',
    ],
    [{ rows: {} }, "thing field rows: expected a list, got {} (f.json)"],
    [
      { rows: [{ x: 0 }, { x: 2 }] },
      "thing field rows[1].x: expected a number from 0 to 1, got 2 (f.json)",
    ],
    [{ rows: [[]] }, "thing field rows[0]: expected an object, got [] (f.json)"],
    [{ notes: { a: 1 } }, "thing field notes.a: expected a text, got 1 (f.json)"],
    [{ more: 1 }, "thing: expected the fields name, kind, rows, notes, got more (f.json)"],
  ] as const) {
    assert.throws(() => checked(SCHEMA, { ...good, ...change }, "thing", "f.json"), {
      name: "PromptcalError",
      message,
    });
  }
  const { name: _, ...unnamed } = good;
  assert.throws(() => checked(SCHEMA, unnamed, "thing"), {
    message: "thing field name: expected a text, got nothing",
  });
});

test("a rule between fields says where it is broken, in its own words or by the value", () => {
  const pair = ruled(fields({ low: finiteNumber(), high: finiteNumber() }), (range) =>
    range.low > range.high
      ? { path: ["high"], expected: `at least ${range.low}` }
      : undefined,
  );
  assert.throws(() => checked(list(pair), [{ low: 3, high: 2 }], "ranges"), {
    message: "ranges field [0].high: expected at least 3, got 2",
  });
});

test("keys that every object inherits are refused, not dropped", () => {
  const value = JSON.parse('{"constructor":"x"}') as unknown;
  assert.throws(() => checked(byName(TEXT), value, "names"), /names: expected no key/);
});
