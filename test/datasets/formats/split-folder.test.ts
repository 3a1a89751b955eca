import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, describe, it } from "node:test";
import { readSplitFolder } from "../../../src/datasets/formats/split-folder";

const folder = mkdtempSync(join(tmpdir(), "promptcal-split-"));
after(() => rmSync(folder, { recursive: true }));

type Entry = readonly [string, number, string];

/** A data set of that name, with images and a split of these entries. */
function dataset(
  name: string,
  entries: readonly Entry[],
  images: readonly string[],
  encode: (text: string) => string | Uint8Array = (text) => text,
): string {
  const root = join(folder, name);
  for (const path of images) {
    const file = join(root, "images", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "x");
  }
  const [first, ...rest] = entries;
  const split = JSON.stringify({ train: [first], val: [], test: rest });
  writeFileSync(join(root, `split_zhou_${name}.json`), encode(split));
  return root;
}

const IMAGES = ["cat/0.jpg", "dog/0.jpg"];
const PLAIN: readonly Entry[] = [
  ["cat/0.jpg", 0, "cat"],
  ["dog/0.jpg", 1, "dog"],
];

describe("a folder in CoOp's layout", () => {
  it("is read with paths as Windows writes them", () => {
    const entries = PLAIN.map(([path, ...rest]): Entry => [
      path.replace("/", "\\"),
      ...rest,
    ]);
    const { train, test } = readSplitFolder(dataset("windows", entries, IMAGES));
    assert.deepEqual(
      [...train, ...test].map(({ path }) => path),
      IMAGES,
    );
  });

  it("is read with a byte order mark, and in UTF-16", () => {
    const wide = (text: string): Buffer => Buffer.from(`\ufeff${text}`, "utf16le");
    for (const [name, encode] of [
      ["marked", (text: string) => `\ufeff${text}`],
      ["wide", wide],
    ] as const) {
      const { classNames } = readSplitFolder(dataset(name, PLAIN, IMAGES, encode));
      assert.deepEqual(classNames, ["cat", "dog"]);
    }
  });

  it("is one data set in both of Unicode's forms", () => {
    const [composed, decomposed] = ["caf\u00e9", "cafe\u0301"];
    const entries: readonly Entry[] = [
      [`${composed}/0.jpg`, 0, decomposed],
      ["dog/0.jpg", 1, "dog"],
    ];
    const root = dataset("accents", entries, [`${decomposed}/0.jpg`, "dog/0.jpg"]);
    const { classNames, train } = readSplitFolder(root);
    assert.deepEqual(classNames, [composed, "dog"]);
    assert.equal(train[0]!.path, `${decomposed}/0.jpg`);
  });

  it("names listed images that are not there, in one line", () => {
    const entries = PLAIN.map(([path, ...rest]): Entry => [`images/${path}`, ...rest]);
    assert.throws(() => readSplitFolder(dataset("prefix", entries, IMAGES)), {
      name: "PromptcalError",
      message:
        /^images of prefix: expected 2 files, got 2 missing: images\/cat\/0\.jpg, images\/dog\/0\.jpg \(.*images\); paths of split_zhou_prefix\.json start from .*images: /,
    });
  });

  it("names one image under two spellings, and a missing split file", () => {
    const entries: readonly Entry[] = [...PLAIN, ["cat\\0.jpg", 0, "cat"]];
    assert.throws(
      () => readSplitFolder(dataset("twice", entries, IMAGES)),
      /image cat\/0\.jpg: expected once, got in train and in test/,
    );
    const root = dataset("missing", PLAIN, IMAGES);
    rmSync(join(root, "split_zhou_missing.json"));
    assert.throws(
      () => readSplitFolder(root),
      /^PromptcalError: split file: expected it to exist, got nothing \(.*split_zhou_missing\.json\)/,
    );
  });
});
