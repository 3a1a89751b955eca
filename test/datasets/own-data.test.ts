import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { readCsvDataset } from "../../src/datasets/formats/csv-dataset";
import { readImageFolder } from "../../src/datasets/formats/image-folder";
import type { ImageDataset } from "../../src/datasets/image-dataset";
import { tinyImage } from "./miniatures";

const folder = mkdtempSync(join(tmpdir(), "promptcal-own-"));
let picture: Buffer;
before(async () => {
  picture = await tinyImage(1);
});
after(() => rmSync(folder, { recursive: true }));

function images(root: string, ...paths: string[]): string {
  for (const path of paths) {
    mkdirSync(dirname(join(folder, root, path)), { recursive: true });
    writeFileSync(join(folder, root, path), picture);
  }
  return join(folder, root);
}

const numbered = (place: string, n: number): string[] =>
  Array.from({ length: n }, (_, i) => `${place}/${i}.png`);
const sizes = ({ train, validation, test: held }: ImageDataset): number[] =>
  [train, validation, held].map(({ length }) => length);

describe("a folder of class folders", () => {
  test("without parts is split class by class, always alike", () => {
    const root = images(
      "plain",
      ...numbered("dog", 10),
      ...numbered("cat", 5),
      "dog/x.txt",
    );
    const dataset = readImageFolder(root);
    assert.deepEqual(dataset.classNames, ["cat", "dog"]);
    // dog: 5, 2, 3 of 10; cat: round(2.5) = 3, 1, 1 of 5
    assert.deepEqual(sizes(dataset), [8, 3, 4]);
    assert.deepEqual(readImageFolder(root), dataset);
    const all = [...dataset.train, ...dataset.validation, ...dataset.test];
    assert.equal(new Set(all.map(({ path }) => path)).size, 15);
  });

  test("with parts keeps them; val is the test where there is none", () => {
    const root = images("parts", "train/dog/a.jpg", "valid/dog/b.jpg", "test/cat/c.jpg");
    const { classNames, ...dataset } = readImageFolder(root, "pets");
    assert.deepEqual(classNames, ["cat", "dog"]);
    assert.deepEqual(dataset, {
      name: "pets",
      root,
      train: [{ path: "train/dog/a.jpg", label: 1, className: "dog" }],
      validation: [{ path: "valid/dog/b.jpg", label: 1, className: "dog" }],
      test: [{ path: "test/cat/c.jpg", label: 0, className: "cat" }],
    });
    const two = readImageFolder(images("two", "train/dog/a.jpg", "val/dog/b.jpg"));
    assert.deepEqual(sizes(two), [1, 0, 1]);
  });

  test("is refused where parts and classes are mixed, or images are missing", () => {
    assert.throws(
      () => readImageFolder(images("mixed", "train/dog/a.jpg", "cat/b.jpg")),
      /expected either parts \(train, val, test\) or classes, got cat, train/,
    );
    assert.throws(() => readImageFolder(images("none", "README/x.md")), /none to test on/);
    assert.throws(() => readImageFolder(join(folder, "nowhere")), /expected it to exist/);
  });
});

describe("a table of images", () => {
  let tables = 0;
  const table = (text: string): string => {
    const root = images(`table ${tables++}`, "a.jpg", "sub/b.jpg", "c.jpg");
    writeFileSync(join(root, "labels.csv"), text);
    return join(root, "labels.csv");
  };

  test("with parts", () => {
    const path = table(
      'Path,note,label,split\na.jpg,x,"dog, small",train\nsub/b.jpg,,cat,test\n',
    );
    const dataset = readCsvDataset(path, "mine");
    assert.deepEqual(dataset.classNames, ["cat", "dog, small"]);
    assert.deepEqual(dataset.train, [{ path: "a.jpg", label: 1, className: "dog, small" }]);
    assert.deepEqual(sizes(dataset), [1, 0, 1]);
  });

  test("without parts is split", () => {
    const dataset = readCsvDataset(table("path,label\na.jpg,x\nsub/b.jpg,x\nc.jpg,x\n"));
    // round(1.5) = 2 to training, round(0.6) = 1 to validation
    assert.deepEqual(sizes(dataset), [2, 1, 0]);
  });

  test("with paths of Windows, and accents in either of Unicode's forms", () => {
    const root = images("two forms", "sub/b.jpg", "cafe\u0301/c.jpg");
    const path = join(root, "labels.csv");
    writeFileSync(path, "path,label\nsub\\b.jpg,cafe\u0301\ncaf\u00e9/c.jpg,caf\u00e9\n");
    const { classNames, train, test: held } = readCsvDataset(path);
    assert.deepEqual(classNames, ["caf\u00e9"]);
    const paths = [...train, ...held].map((item) => item.path).sort();
    assert.deepEqual(paths, ["cafe\u0301/c.jpg", "sub/b.jpg"]);
  });

  test("in UTF-16 is read, in Windows-1252 refused with its line", () => {
    const path = table("");
    const text = "path,label\na.jpg,chat\nc.jpg,caf\u00e9\n";
    writeFileSync(path, Buffer.from(`\ufeff${text}`, "utf16le"));
    assert.deepEqual(readCsvDataset(path).classNames, ["caf\u00e9", "chat"]);
    writeFileSync(path, Buffer.from(text, "latin1"));
    assert.throws(() => readCsvDataset(path), {
      name: "PromptcalError",
      message:
        /labels\.csv is not UTF-8: line 3 would be "c\.jpg,caf\u00e9" in Windows-1252; save it as UTF-8/,
    });
  });

  for (const [what, text, message] of [
    ["no columns", "file,class\na.jpg,x\n", /expected columns path and label, and rows/],
    ["nothing", "", /got nothing/],
    [
      "a name in two spellings",
      "path,label\na.jpg,sea_horse\nc.jpg,Sea horse\n",
      /class \d: expected a name of its own, got "[Ss]ea.horse", the name of class 0/,
    ],
    ["a path upwards", "path,label\n../a.jpg,x\n", /path in line 2: .*got "\.\.\/a\.jpg"/],
    ["the folder itself", "path,label\n.,x\n", /path in line 2: .*got "\."/],
    [
      "a name longer than any",
      `path,label\n${"x".repeat(5000)}/a.jpg,x\n`,
      /images of .*: expected 1 files, got 1 missing/,
    ],
    ["a file for a folder", "path,label\ntable.csv/a.jpg,x\n", /1 missing: table\.csv\/a/],
    ["no label", "path,label\na.jpg\n", /label in line 2: expected the name of a class/],
    ["an unknown part", "path,label,split\na.jpg,x,all\n", /split in line 2: .*got "all"/],
    ["a file twice", "path,label\na.jpg,x\na.jpg,y\n", /image a\.jpg: expected once/],
    ["a missing file", "path,label\nz.jpg,x\n", /1 missing: z\.jpg/],
    [
      "a name in other case",
      "path,label\nA.JPG,x\n",
      /1 missing: A\.JPG .*; a\.jpg is there, which differs in case; correct the paths/,
    ],
    ["numbers for names", "path,label\na.jpg,0\n", /got numbers only/],
  ] as const) {
    test(`is refused with ${what}`, () => {
      const path = table(text);
      assert.throws(() => readCsvDataset(path), { name: "PromptcalError", message });
    });
  }
});
