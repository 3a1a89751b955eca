import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { splitBaseNew } from "../../../src/datasets/base-new";
import { CLIP_DATASETS, clipDataset } from "../../../src/datasets/clip/catalog";
import { readClipDataset } from "../../../src/datasets/clip/read-clip";
import type { ImageDataset } from "../../../src/datasets/image-dataset";
import { makeMiniature } from "../miniatures";

const folder = mkdtempSync(join(tmpdir(), "promptcal-clip-data-"));
after(() => rmSync(folder, { recursive: true }));

let roots = 0;

/** A fresh data root with one miniature. */
async function miniature(name: string): Promise<{ root: string; place: string }> {
  const root = join(folder, String(roots++));
  return { root, place: await makeMiniature(name, root) };
}

const sizes = ({ classNames, train, validation, test: held }: ImageDataset): number[] =>
  [classNames, train, validation, held].map(({ length }) => length);

function edit(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, "utf8")));
}

describe("data sets of the catalog", () => {
  for (const name of CLIP_DATASETS) {
    test(`${name} is read from its published layout`, async () => {
      const { root } = await miniature(name);
      const dataset = readClipDataset(name, root);
      const expected = {
        split: [5, 15, 10, 10],
        aircraft: [5, 15, 10, 10],
        imagenet: [5, 10, 0, 5],
        synsets: [5, 0, 0, 10],
        numbers: [5, 0, 0, 10],
      }[clipDataset(name).layout];
      assert.deepEqual(sizes(dataset), expected);
      const all = [...dataset.train, ...dataset.validation, ...dataset.test];
      for (const { path, label, className } of all) {
        assert.ok(existsSync(join(dataset.root, path)), path);
        assert.equal(dataset.classNames[label], className);
      }
      assert.equal(dataset.name, name);
      const { base, new: novel } = splitBaseNew(dataset);
      assert.deepEqual([base.classNames.length, novel.classNames.length], [3, 2]);
    });
  }

  test("ImageNet's labels are sorted synsets, ImageNet-V2's the lines of classnames.txt", async () => {
    const sorted = ["tench", "goldfish", "great white shark", "rooster", "hen"];
    const lines = ["great white shark", "tench", "goldfish", "hen", "rooster"];
    for (const [name, classes] of [
      ["imagenet", sorted],
      ["imagenet_r", sorted],
      ["imagenetv2", lines],
    ] as const) {
      const { root } = await miniature(name);
      assert.deepEqual(readClipDataset(name, root).classNames, classes);
    }
  });

  test("ImageNet-A has the labels of its own folders only", async () => {
    const { root, place } = await miniature("imagenet_a");
    rmSync(join(place, "imagenet-a", "n00000002"), { recursive: true });
    assert.deepEqual(readClipDataset("imagenet_a", root).classNames, [
      "tench",
      "great white shark",
      "rooster",
      "hen",
    ]);
  });

  test("raw class names get those of CoOp", async () => {
    const { root, place } = await miniature("eurosat");
    edit(join(place, "split_zhou_EuroSAT.json"), (text) =>
      text.replaceAll('0,"class_0"', '0,"AnnualCrop"'),
    );
    const { classNames, train } = readClipDataset("eurosat", root);
    assert.equal(classNames[0], "Annual Crop Land");
    assert.equal(train[0]!.className, "Annual Crop Land");
  });

  test("aircraft of a class with blanks and slashes", async () => {
    const { root } = await miniature("fgvc_aircraft");
    const { classNames, test: held } = readClipDataset("fgvc_aircraft", root);
    assert.equal(classNames[4], "F-16A/B");
    assert.equal(held.filter(({ className }) => className === "Cessna 172").length, 2);
  });
});

describe("a data set that is not whole is refused, with the remedy", () => {
  test("unknown name", () => {
    assert.throws(() => readClipDataset("food-101", folder), /did you mean "food101"/);
  });

  test("no folder", () => {
    assert.throws(
      () => readClipDataset("dtd", folder),
      /data set dtd: expected it to exist, got nothing \(.*dtd\); get it with: npx promptcal data get dtd/,
    );
  });

  const cases: readonly (readonly [string, string, (place: string) => void, RegExp])[] = [
    [
      "no images",
      "food101",
      (place) => rmSync(join(place, "images"), { recursive: true }),
      /images of food101: expected it to exist/,
    ],
    [
      "no split",
      "sun397",
      (place) => rmSync(join(place, "split_zhou_SUN397.json")),
      /split of sun397.*split_zhou_SUN397\.json\); get it with/,
    ],
    [
      "an image gone",
      "ucf101",
      (place) => rmSync(join(place, "UCF-101-midframes", "class_2", "val 1.jpg")),
      /images of ucf101: expected 35 files, got 1 missing: class_2\/val 1\.jpg/,
    ],
    [
      "a path that leaves the folder",
      "dtd",
      (place) =>
        edit(join(place, "split_zhou_DescribableTextures.json"), (text) =>
          text.replace("class_1/train 0.jpg", "../class_1/train 0.jpg"),
        ),
      /entry train\[3\]: expected \[path inside the images folder/,
    ],
    [
      "an image in training and test",
      "oxford_pets",
      (place) =>
        edit(join(place, "split_zhou_OxfordPets.json"), (text) =>
          text.replace("class_1/test 0.jpg", "class_1/train 0.jpg"),
        ),
      /image class_1\/train 0\.jpg: expected once, got in train and in test/,
    ],
    [
      "labels with a gap",
      "caltech101",
      (place) =>
        edit(join(place, "split_zhou_Caltech101.json"), (text) =>
          text.replaceAll('",3,"', '",9,"'),
        ),
      /split labels: expected 0 \.\.\. 4, got no item of 3/,
    ],
    [
      "a part of ImageNet gone",
      "imagenet",
      (place) => rmSync(join(place, "images", "val"), { recursive: true }),
      /part val: expected it to exist/,
    ],
    [
      "a class of ImageNet gone from one part",
      "imagenet",
      (place) => rmSync(join(place, "images", "val", "n00000004"), { recursive: true }),
      /class n00000004: expected a folder in train and in val, got one in train, none in val/,
    ],
    [
      "no classnames.txt",
      "imagenet_sketch",
      (place) => rmSync(join(place, "classnames.txt")),
      /class names: expected it to exist/,
    ],
    [
      "a synset without a name",
      "imagenet_r",
      (place) =>
        edit(join(place, "classnames.txt"), (text) =>
          text.replace("n00000005", "n00000009"),
        ),
      /class folder: expected a synset of classnames\.txt, got n00000005/,
    ],
    [
      "a line that is no class",
      "imagenet_a",
      (place) => edit(join(place, "classnames.txt"), (text) => `${text}tench\n`),
      /class 5: expected a new synset, a space and a name.*got "tench"/,
    ],
    [
      "a class of ImageNet-V2 gone",
      "imagenetv2",
      (place) =>
        rmSync(join(place, "imagenetv2-matched-frequency-format-val", "3"), {
          recursive: true,
        }),
      /class 3 \(hen\): expected it to exist/,
    ],
    [
      "an aircraft of no class",
      "fgvc_aircraft",
      (place) =>
        edit(join(place, "images_variant_val.txt"), (text) =>
          text.replace("DC-10", "DC-11"),
        ),
      /line 7 of images_variant_val\.txt: expected .* a class of variants\.txt, got "\d{7} DC-11"/,
    ],
    [
      "an aircraft listed twice",
      "fgvc_aircraft",
      (place) =>
        edit(join(place, "images_variant_test.txt"), (text) => text + text.split("\n")[0]),
      /expected once, got twice in test/,
    ],
  ];
  for (const [what, name, harm, message] of cases) {
    test(what, async () => {
      const { root, place } = await miniature(name);
      harm(place);
      assert.throws(() => readClipDataset(name, root), { name: "PromptcalError", message });
    });
  }
});
