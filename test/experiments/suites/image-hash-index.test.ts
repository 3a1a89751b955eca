import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import type { ImageDataset } from "../../../src/datasets/image-dataset";
import { hashDataset } from "../../../src/experiments/suites/hashed-dataset";
import { ImageHashIndex } from "../../../src/experiments/suites/image-hash-index";
import { sha256 } from "../../../src/files/hash";

const folder = mkdtempSync(join(tmpdir(), "promptcal-hash-index-"));
after(() => rmSync(folder, { recursive: true }));

/** The file's stamps as they would be had it been written long before. */
function settled(path: string) {
  const stats = statSync(path, { bigint: true });
  return { ...stats, ctimeNs: stats.ctimeNs - 10_000_000_000n } as typeof stats;
}

describe("index of image hashes", () => {
  const file = join(folder, "index", "images.txt");
  const image = join(folder, "a b.png");
  writeFileSync(image, "first");

  it("is found again by another process, for files with the same stamps", () => {
    const index = new ImageHashIndex(file);
    index.set("a b.png", settled(image), sha256("first"));
    index.save();
    const again = new ImageHashIndex(file);
    assert.equal(again.get("a b.png", settled(image)), sha256("first"));
    assert.equal(again.get("b.png", settled(image)), undefined);
  });

  it("forgets a file whose size or times changed, also when the time of writing is set back", () => {
    const index = new ImageHashIndex(file);
    const { atime, mtime } = statSync(image);
    writeFileSync(image, "other");
    utimesSync(image, atime, mtime);
    assert.equal(index.get("a b.png", settled(image)), undefined);
  });

  it("does not take a file that was written just now", () => {
    const index = new ImageHashIndex(join(folder, "fresh.txt"));
    index.set("a b.png", statSync(image, { bigint: true }), sha256("other"));
    assert.equal(index.get("a b.png", statSync(image, { bigint: true })), undefined);
  });

  it("passes over lines that it did not write", () => {
    const damaged = join(folder, "damaged.txt");
    writeFileSync(damaged, "zz 1 2 3 a.png\n\0\0\n");
    assert.equal(new ImageHashIndex(damaged).get("a.png", settled(image)), undefined);
  });
});

it("a large data set is read once; a changed file is read again", async () => {
  const root = join(folder, "images");
  mkdirSync(root);
  const items = Array.from({ length: 40 }, (_, i) => ({
    path: `${i}.png`,
    label: i % 2,
    className: i % 2 === 0 ? "even" : "odd",
  }));
  for (const { path } of items) writeFileSync(join(root, path), `image ${path}`);
  const classNames = ["even", "odd"];
  const split = { train: items, validation: [], test: [] };
  const dataset: ImageDataset = { name: "many", root, classNames, ...split };
  const options = { index: join(folder, "hashes"), indexFrom: 40 };
  const plain = await hashDataset(dataset, { index: null });
  // Files of this moment are not remembered; two seconds later they are.
  await new Promise((done) => setTimeout(done, 2100));
  assert.equal((await hashDataset(dataset, options)).hash, plain.hash);

  // Another hash in the index shows which files are not read.
  const [file] = readdirSync(options.index);
  const written = join(options.index, file!);
  const marked = sha256("marked");
  const text = readFileSync(written, "utf8");
  writeFileSync(
    written,
    text
      .replaceAll(sha256("image 17.png"), marked)
      .replaceAll(sha256("image 5.png"), marked),
  );
  writeFileSync(join(root, "17.png"), "other image");
  const { imageHashes, hash } = await hashDataset(dataset, options);
  assert.equal(imageHashes.get("5.png"), marked);
  assert.equal(imageHashes.get("17.png"), sha256("other image"));
  assert.notEqual(hash, plain.hash);
});
