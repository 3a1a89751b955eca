import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { readClassDescriptions } from "../../src/datasets/class-descriptions";

const folder = mkdtempSync(join(tmpdir(), "promptcal-descriptions-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function read(value: unknown): ReturnType<typeof readClassDescriptions> {
  const path = join(folder, "some.json");
  writeFileSync(path, JSON.stringify(value));
  return readClassDescriptions(path, ["sea_lion", "owl"], ["sea_lion", "owl", "newt"]);
}

test("descriptions are found by name, with spaces or underscores; those of new classes may be there", () => {
  const found = read({ owl: ["It hoots."], "sea lion": ["A", "B"], newt: ["C"] });
  assert.deepEqual(
    [...found],
    [
      ["sea_lion", ["A", "B"]],
      ["owl", ["It hoots."]],
    ],
  );
});

test("what does not fit is named", () => {
  const refused: readonly (readonly [unknown, RegExp])[] = [
    [{ owl: ["A"] }, /expected sentences for every base class, got none for "sea_lion"/],
    [{}, /got none for "sea_lion", "owl" \(/],
    [
      { owl: ["A"], sea_lion: ["B"], cat: ["C"], "a dog": ["D"] },
      /expected no classes but the data set's, got "cat", "a dog" \(.*some\.json\); the file's form is/,
    ],
    [
      { owl: [], sea_lion: ["B"] },
      /descriptions of "owl": expected at least one .* got none/,
    ],
    [{ owl: ["A", " "], sea_lion: ["B"] }, /of "owl": .* got an empty one at place 1/],
    [{ owl: "A", sea_lion: ["B"] }, /of "owl": expected a list, got "A"/],
    [["owl"], /descriptions: expected an object/],
  ];
  for (const [value, message] of refused) {
    assert.throws(() => read(value), { name: "PromptcalError", message });
  }
  const many = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`x${i}`, ["A"]]));
  assert.throws(() => read(many), /"x0", "x1", "x2", "x3", "x4" and 4 more/);
});
