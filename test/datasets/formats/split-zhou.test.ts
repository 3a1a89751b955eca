import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import type { ImageDataset } from "../../../src/datasets/image-dataset";
import { readSplit, writeSplit } from "../../../src/datasets/formats/split-zhou";

const folder = mkdtempSync(join(tmpdir(), "promptcal-split-"));
after(() => rmSync(folder, { recursive: true }));

const pets: ImageDataset = {
  name: "pets",
  root: join(folder, "images"),
  classNames: ["cat", "dog"],
  train: [{ path: "cat/a b.png", label: 0, className: "cat" }],
  validation: [],
  test: [
    { path: "dog/é.png", label: 1, className: "dog" },
    { path: "cat/c.png", label: 0, className: "cat" },
  ],
};

function stored(content: string): string {
  const path = join(folder, "split_zhou_bad.json");
  writeFileSync(path, content);
  return path;
}

describe("split in CoOp's layout", () => {
  const path = join(folder, "split_zhou_pets.json");

  test("reads back what was written", () => {
    writeSplit(path, pets);
    assert.deepEqual(readSplit(path, pets.root), pets);
  });

  test("a class without items needs its name from outside", () => {
    const names = ["cat", "dog", "owl"];
    assert.deepEqual(readSplit(path, pets.root, names).classNames, names);
  });

  test("names the missing file", () => {
    assert.throws(() => readSplit(join(folder, "none.json"), folder), /none\.json/);
  });

  for (const [what, content, message] of [
    ["no JSON", "{", /expected JSON/],
    ["no object", "7", /expected an object/],
    ["endless nesting", `{"train":${"[".repeat(20_000)}`, /at most 100 levels of JSON/],
    [
      "the images folder as an image",
      '{"train":[[".",0,"cat"]],"val":[],"test":[]}',
      /train\[0\]: expected \[path inside/,
    ],
    [
      "a class without a name",
      '{"train":[["a",0,"cat"],["b",1," "]],"val":[],"test":[]}',
      /class 1: expected a name of its own, got " "/,
    ],
    [
      "a name of two classes",
      '{"train":[["a",0,"sea_horse"],["b",1,"Sea horse"]],"val":[],"test":[]}',
      /class 1: expected a name of its own, got "Sea horse", the name of class 0/,
    ],
    [
      "a class name that moves the cursor",
      '{"train":[["a",0,"cat"],["b",0,"\\u001b[2J"]],"val":[],"test":[]}',
      /got "\\u001b\[2J"/,
    ],
    ["a missing part", '{"train":[],"val":[]}', /part test: expected a list/],
    ["an entry of two", '{"train":[["a",0]],"val":[],"test":[]}', /entry train\[0\]/],
    [
      "a path that leaves the folder",
      '{"train":[["../a",0,"x"]],"val":[],"test":[]}',
      /inside the images folder/,
    ],
    ["an absolute path", '{"train":[],"val":[["/a",0,"x"]],"test":[]}', /entry val\[0\]/],
    ["a negative label", '{"train":[["a",-1,"x"]],"val":[],"test":[]}', /entry train\[0\]/],
    [
      "one label with two names",
      '{"train":[["a",0,"x"],["b",0,"y"]],"val":[],"test":[]}',
      /label 0 of b: expected class "x", got "y"/,
    ],
    ["a gap in labels", '{"train":[["a",1,"x"]],"val":[],"test":[]}', /no item of 0/],
  ] as const) {
    test(`refuses ${what}`, () => {
      assert.throws(() => readSplit(stored(content), folder), message);
    });
  }

  test("refuses a class that the known names do not have", () => {
    assert.throws(() => readSplit(path, pets.root, ["cat"]), /expected no such label/);
  });
});
