import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, describe, it } from "node:test";
import { readImageFolder } from "../../../src/datasets/formats/image-folder";

const folder = mkdtempSync(join(tmpdir(), "promptcal-classes-"));
after(() => rmSync(folder, { recursive: true }));

let made = 0;
/** A folder of these files; what is in them nobody asks. */
function files(...paths: string[]): string {
  const root = join(folder, `set${made++}`);
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), "x");
  }
  return root;
}

const classes = (root: string): readonly string[] => readImageFolder(root).classNames;
const notes = (root: string): readonly string[] => readImageFolder(root).notes ?? [];
/** Four of each class: two are for training, one for validation, one for the test. */
const PETS = ["cat", "dog"].flatMap((pet) => [1, 2, 3, 4].map((i) => `${pet}/${i}.jpg`));
const NFC = "caf\u00e9";
const NFD = "cafe\u0301";

describe("class folders", () => {
  for (const [system, file] of [
    ["__MACOSX", "cat/._1.jpg"],
    ["@eaDir", "1.jpg/SYNOPHOTO_THUMB_M.jpg"],
    [".ipynb_checkpoints", "1.jpg"],
    ["$RECYCLE.BIN", "1.jpg"],
  ] as const) {
    it(`do not count ${system}, at the top, in a part and in a class`, () => {
      const tops = files(...PETS, `${system}/${file}`);
      assert.deepEqual(classes(tops), ["cat", "dog"]);
      assert.deepEqual(notes(tops), [`folders passed over, no classes: ${system}`]);
      const parts = PETS.flatMap((path) => [`train/${path}`, `test/${path}`]);
      const root = files(...parts, `${system}/train/${file}`, `train/${system}/${file}`);
      const { classNames, train } = readImageFolder(root);
      assert.deepEqual(classNames, ["cat", "dog"]);
      assert.equal(train.length, 8);
      const inClass = readImageFolder(files(...PETS, `cat/${system}/${file}`));
      assert.equal(
        inClass.train.length + inClass.validation.length + inClass.test.length,
        8,
      );
    });
  }

  it("of a Mac and of Linux are one class, whatever form their accents have", () => {
    const root = files(`train/${NFC}/1.jpg`, `test/${NFD}/2.jpg`, "train/dog/1.jpg");
    const { classNames, train, test } = readImageFolder(root);
    assert.deepEqual(classNames, [NFC, "dog"]);
    assert.deepEqual(test, [{ path: `test/${NFD}/2.jpg`, label: 0, className: NFC }]);
    assert.equal(train[0]!.path, `train/${NFC}/1.jpg`);
    const both = readImageFolder(
      files(`test/${NFC}/1.jpg`, `test/${NFD}/2.jpg`, "val/a/1.png"),
    );
    assert.deepEqual(both.classNames, ["a", NFC]);
    assert.equal(both.test.filter(({ className }) => className === NFC).length, 2);
  });

  it("without an image are refused by name", () => {
    const root = files(...PETS, "owl/1.heic", "owl/2.heic", "docs/README.md");
    assert.throws(() => readImageFolder(root), {
      name: "PromptcalError",
      message:
        /^class folders docs, owl: expected images in each, got none; files of other endings in the data set: 2 \.heic, 1 \.md .*; remove the folders, or put images in them \(\.jpg /,
    });
    const parts = files("train/cat/1.jpg", "test/cat/2.jpg", "test/dog/x.svg");
    assert.throws(() => readImageFolder(parts), /class folders dog: .*1 \.svg/);
  });

  it("with files of other endings say how many of which", () => {
    const root = files(
      ...PETS,
      "cat/5.heic",
      "cat/6.HEIC",
      "dog/notes.txt",
      "dog/raw",
      "dog/Thumbs.db",
    );
    assert.deepEqual(notes(root), [
      "files passed over, no images by ending: 2 .heic, 1 .txt, 1 no ending",
    ]);
    assert.deepEqual(
      notes(files(...PETS, "cat/.DS_Store", "dog/desktop.ini", "README.md")),
      [],
    );
    assert.throws(
      () => readImageFolder(files("train/1.jpg", "test/2.jpg")),
      /none to test on in 0 folders, but 1 image in test, .*1 image in train/,
    );
    assert.throws(
      () => readImageFolder(files("cat/1.heic", "dog/1.heic")),
      /expected images in folders .*\.jpg .*, got none to test on in 2 folders, but 2 \.heic/,
    );
  });

  it("hold images of every ending that is decoded, at any depth", () => {
    const names = [
      "a.jfif",
      "b.PPM",
      "c.bmp",
      "d.pgm",
      "e.JPEG",
      "f.webp",
      "sub/g.tif",
      "h.jpe",
    ];
    const root = files(
      ...names.flatMap((name) => [`val/cat/${name}`, `train/cat/${name}`]),
    );
    const { test } = readImageFolder(root);
    assert.deepEqual(
      test.map(({ path }) => path.slice("val/cat/".length)).sort(),
      [...names].sort(),
    );
  });

  it("leave out images that belong to no class, and say so", () => {
    const root = files("train/cat/1.jpg", "val/cat/2.jpg", "test/3.jpg", "test/4.jpg");
    const { test } = readImageFolder(root);
    assert.deepEqual(
      test.map(({ path }) => path),
      ["val/cat/2.jpg"],
    );
    assert.deepEqual(notes(root), [
      "2 images in test, in no class's folder passed over: no label",
    ]);
    assert.deepEqual(notes(files(...PETS, "cover.png")), [
      "1 image beside the class folders passed over: no label",
    ]);
  });

  it("of a single part are split", () => {
    const { train, validation, test } = readImageFolder(
      files(...PETS.map((path) => `train/${path}`)),
    );
    assert.deepEqual([train.length, validation.length, test.length], [4, 2, 2]);
  });
});
