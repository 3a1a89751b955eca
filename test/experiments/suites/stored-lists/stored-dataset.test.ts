import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { test, type TestContext } from "node:test";
import type { ImageDataset, Item } from "../../../../src/datasets/image-dataset";
import { hashDataset } from "../../../../src/experiments/suites/hashed-dataset";
import { storedDataset } from "../../../../src/experiments/suites/stored-lists/stored-dataset";
import { canonicalHash } from "../../../../src/files/json/canonical-json";
import { sha256 } from "../../../../src/files/hash";
import { temporaryFolder } from "../../helpers";

/** A file changed within two seconds is not relied on. */
const SETTLED_MS = 2100;
const CLASSES = ["even", "odd"];

/** Twelve images of two classes, with a list of classes beside them. */
function makeDataset(folder: string): void {
  for (const name of CLASSES) mkdirSync(join(folder, "images", name), { recursive: true });
  writeFileSync(join(folder, "classnames.txt"), "even\nodd\n");
  for (let i = 0; i < 12; i++) {
    writeFileSync(join(folder, "images", CLASSES[i % 2]!, `${i}.png`), `image ${i}`);
  }
}

/** What a reader would find. */
function readDataset(folder: string): ImageDataset {
  const root = join(folder, "images");
  const items = CLASSES.flatMap((className, label) =>
    readdirSync(join(root, className))
      .sort()
      .map((name): Item => ({ path: `${className}/${name}`, label, className })),
  );
  const classNames = CLASSES.map((name) => name);
  return {
    ...{ name: "numbers", root, classNames, notes: ["made here"] },
    ...{ train: items.slice(0, 6), validation: items.slice(6, 8), test: items.slice(8) },
  };
}

/** A data set and a cache of the test's own; counts how often it is listed. */
function ownDataset(context: TestContext) {
  const folder = temporaryFolder(context);
  const cache = temporaryFolder(context);
  const outside = process.env["PROMPTCAL_CACHE"];
  process.env["PROMPTCAL_CACHE"] = cache;
  context.after(() => {
    if (outside === undefined) delete process.env["PROMPTCAL_CACHE"];
    else process.env["PROMPTCAL_CACHE"] = outside;
  });
  makeDataset(folder);
  let count = 0;
  const load = (usesStored: boolean) =>
    storedDataset({
      ...{ name: "numbers", format: "clip", folder, usesStored, signal: undefined },
      hash: () => {
        count += 1;
        const index = join(cache, "hashes");
        return hashDataset(readDataset(folder), { index, indexFrom: 1 });
      },
    });
  const lists = join(cache, "lists");
  return { folder, load, lists, listings: () => count };
}

test("what one process listed and hashed others take, to the byte", async (context) => {
  const { folder, load, listings } = ownDataset(context);
  await setTimeout(SETTLED_MS);
  const listed = await load(false);
  const stored = await load(true);
  assert.equal(listings(), 1);
  assert.deepEqual(stored.dataset, listed.dataset);
  assert.deepEqual([...stored.imageHashes], [...listed.imageHashes]);
  assert.equal(stored.imageHashes.get("odd/3.png"), sha256("image 3"));
  assert.equal(stored.hash, listed.hash);
  // Piece by piece, the hash is that of the whole.
  const { dataset } = listed;
  const whole = (items: readonly Item[]) =>
    items.map(({ path, label }) => [path, label, listed.imageHashes.get(path)]);
  const { classNames, train, validation, test: tests } = dataset;
  const parts = { train: whole(train), validation: whole(validation), test: whole(tests) };
  assert.equal(listed.hash, canonicalHash({ classNames, ...parts }));
  await stored.requireUnchanged!(["even/0.png", "odd/11.png"]);
  // A plan looks at every file again, whatever is stored.
  await load(false);
  assert.equal(listings(), 2);
  // An image more, or an edited list: the data set is listed again.
  writeFileSync(join(folder, "images", "odd", "13.png"), "image 13");
  assert.equal((await load(true)).dataset.test.length, 5);
  await setTimeout(SETTLED_MS);
  await load(false);
  const before = listings();
  await load(true);
  assert.equal(listings(), before);
  writeFileSync(join(folder, "classnames.txt"), "even\nodder\n");
  await load(true);
  assert.equal(listings(), before + 1);
});

test("an image that was written over in its place is refused when it is read", async (context) => {
  const { folder, load, listings } = ownDataset(context);
  await setTimeout(SETTLED_MS);
  await load(false);
  const image = join(folder, "images", "even", "4.png");
  writeFileSync(image, "image X");
  const stored = await load(true);
  assert.equal(listings(), 1);
  await stored.requireUnchanged!(["even/2.png"]);
  await assert.rejects(
    stored.requireUnchanged!(["even/2.png", "even/4.png"]),
    /image even\/4\.png of numbers: expected the file that was hashed, got one that was changed since \(.*\); give the same command again/,
  );
  // The next process looks at every file.
  const again = await load(true);
  assert.equal(listings(), 2);
  assert.equal(again.imageHashes.get("even/4.png"), sha256("image X"));
});

test("a rewritten image with the same bytes makes a plan store its new stamp", async (context) => {
  const { folder, load } = ownDataset(context);
  await setTimeout(SETTLED_MS);
  await load(false);
  writeFileSync(join(folder, "images", "even", "4.png"), "image 4");
  await setTimeout(SETTLED_MS);
  await load(false);
  await (
    await load(true)
  ).requireUnchanged!(["even/4.png"]);
});

test("files that changed just now, and damaged lists, are not relied on", async (context) => {
  const { load, lists, listings } = ownDataset(context);
  await load(false);
  await load(true);
  assert.equal(listings(), 2);
  await setTimeout(SETTLED_MS);
  await load(false);
  const [name] = readdirSync(lists);
  const file = join(lists, name!);
  const bytes = readFileSync(file);
  bytes[bytes.length - 9]! ^= 1;
  writeFileSync(file, bytes);
  await load(true);
  assert.equal(listings(), 4);
  writeFileSync(file, readFileSync(file).subarray(0, 40));
  await load(true);
  assert.equal(listings(), 5);
  rmSync(file);
  await load(true);
  assert.equal(listings(), 6);
});
