import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import sharp from "sharp";
import { visionTransformer } from "../../../../src/encoders/towers/image-tower";
import { firstRows } from "../../../../src/encoders/towers/vision-transformer";
import { tf } from "../../../../src/engine/tf";
import type { ImageKind } from "../../../../src/methods/tuner";
import { encodeImages } from "../../../../src/experiments/run/images/encode";
import { encodeViews } from "../../../../src/experiments/run/images/encode-views";
import {
  hashDataset,
  type HashedDataset,
} from "../../../../src/experiments/suites/hashed-dataset";
import {
  loadedDataset,
  loadedModel,
} from "../../../../src/experiments/suites/loaded-suite";
import type { Suite } from "../../../../src/experiments/suites/suite-definition";
import { suiteNamed, SUITES_VARIABLE } from "../../../../src/experiments/suites/suite";
import type { ClipModel } from "../../../../src/encoders/towers/clip-model";
import { sha256 } from "../../../../src/files/hash";
import { makeTinySuite } from "../../tiny-suite";

const folder = mkdtempSync(join(tmpdir(), "promptcal-encode-"));
const cache = join(folder, "cache");
let suite: Suite;
let model: ClipModel;
let data: HashedDataset;

before(async () => {
  await makeTinySuite(folder);
  process.env[SUITES_VARIABLE] = join(folder, "suites");
  suite = suiteNamed("tiny");
  model = await loadedModel(suite);
  data = await loadedDataset(suite, "colours");
});
after(() => rmSync(folder, { recursive: true, force: true }));

const dot = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);

test("features have unit length, and are the same one by one as all together", async () => {
  const items = data.dataset.test;
  const all = await encodeImages(model, data, items, { cache });
  const dimension = all.length / items.length;
  for (const [i, item] of items.entries()) {
    const row = all.subarray(i * dimension, (i + 1) * dimension);
    assert.ok(Math.abs(dot(row, row) - 1) < 1e-5);
    const alone = await encodeImages(model, data, [item], { cache });
    assert.ok(Math.abs(dot(row, alone) - 1) < 1e-5, item.path);
  }
});

test("the cache is used, and a damaged or altered entry is computed again", async () => {
  const own = join(folder, "own-cache");
  const items = data.dataset.train;
  const first = await encodeImages(model, data, items, { cache: own });
  const [name] = readdirSync(own);
  const path = join(own, name!);
  const whole = readFileSync(path);
  // A wrong image folder cannot be read, so only the cache can answer.
  const elsewhere = { ...data, dataset: { ...data.dataset, root: "nowhere" } };
  assert.deepEqual(await encodeImages(model, elsewhere, items, { cache: own }), first);
  const altered = Buffer.from(whole);
  altered[altered.length - 2]! ^= 64;
  for (const bytes of [altered, whole.subarray(0, whole.length - 1), Buffer.alloc(0)]) {
    writeFileSync(path, bytes);
    assert.deepEqual(await encodeImages(model, data, items, { cache: own }), first);
    assert.equal(sha256(readFileSync(path)), sha256(whole));
  }
});

test("another image under the same name is another entry, and another data hash", async () => {
  const items = data.dataset.test.slice(0, 2);
  const before = await encodeImages(model, data, items, { cache });
  const path = join(data.dataset.root, items[0]!.path);
  const whole = readFileSync(path);
  await sharp({ create: { width: 8, height: 8, channels: 3, background: "#123456" } })
    .png()
    .toFile(path);
  const changed = await hashDataset(data.dataset);
  const after = await encodeImages(model, changed, items, { cache });
  writeFileSync(path, whole);
  assert.notEqual(changed.hash, data.hash);
  const half = before.length / 2;
  assert.notDeepEqual(after.subarray(0, half), before.subarray(0, half));
  assert.deepEqual(after.subarray(half), before.subarray(half));
});

test("an interrupted encoding stops and writes nothing", async () => {
  const own = join(folder, "interrupted");
  const signal = AbortSignal.abort();
  await assert.rejects(
    encodeImages(model, data, data.dataset.test, { cache: own, signal }),
    {
      name: "AbortError",
    },
  );
  assert.throws(() => readdirSync(own), { code: "ENOENT" });
});

test("a file that is no image is named", async () => {
  const items = data.dataset.test.slice(0, 1);
  const path = join(data.dataset.root, items[0]!.path);
  const whole = readFileSync(path);
  writeFileSync(path, whole.subarray(0, 40));
  const changed = await hashDataset(data.dataset);
  await assert.rejects(encodeImages(model, changed, items, { cache }), {
    name: "PromptcalError",
    message: /image: expected a whole picture .*, got .*test-0\.png/,
  });
  writeFileSync(path, whole);
});

test("views are augmented, differ by seed and number, and come from the cache the second time", async () => {
  const own = join(folder, "view-cache");
  const items = data.dataset.train.slice(0, 4);
  // Plain squares look the same under any crop; these have something to see.
  const root = join(folder, "drawn");
  for (const [at, { path }] of items.entries()) {
    const pixels = Uint8Array.from({ length: 24 * 30 * 3 }, (_, i) => (i * (at + 7)) % 256);
    mkdirSync(dirname(join(root, path)), { recursive: true });
    await sharp(pixels, { raw: { width: 24, height: 30, channels: 3 } })
      .png()
      .toFile(join(root, path));
  }
  const drawn = await hashDataset({
    ...data.dataset,
    root,
    train: items,
    validation: [],
    test: [],
  });
  const [first, second] = await encodeViews(
    model,
    drawn,
    items,
    2,
    { seed: 1 },
    { cache: own },
  );
  const [again] = await encodeViews(model, drawn, items, 1, { seed: 1 }, { cache });
  const [other] = await encodeViews(model, drawn, items, 1, { seed: 2 }, { cache: own });
  const plain = await encodeImages(model, drawn, items, { cache: own });
  assert.deepEqual(again, first);
  for (const different of [second, other, plain]) assert.notDeepEqual(different, first);
  const elsewhere = { ...drawn, dataset: { ...drawn.dataset, root: "nowhere" } };
  const cached = await encodeViews(model, elsewhere, items, 2, { seed: 1 }, { cache: own });
  assert.deepEqual(cached, [first, second]);
  const pixels = await encodeViews(model, drawn, items, 1, { seed: 1 }, { kind: "pixels" });
  assert.equal(pixels[0]!.length, items.length * 3 * 8 * 8);
  // RandAugment gives two views: patches of the first, features behind them of the second.
  const strong = { seed: 1, index: 0, augmentation: "randaugment" } as const;
  const encoded = (kind: ImageKind, isSecond: boolean): Promise<Float32Array> =>
    encodeImages(model, drawn, items, { cache: own, kind, view: { ...strong, isSecond } });
  const both = await encoded("patches and features", false);
  const patches = await encoded("patches", false);
  const features = await encoded("features", true);
  const [left, right] = [patches, features].map(({ length }) => length / items.length);
  items.forEach((_, i) => {
    const row = both.subarray(i * (left! + right!), (i + 1) * (left! + right!));
    assert.deepEqual(row.subarray(0, left), patches.subarray(i * left!, (i + 1) * left!));
    assert.deepEqual(row.subarray(left), features.subarray(i * right!, (i + 1) * right!));
  });
  for (const other of [await encoded("features", false), first])
    assert.notDeepEqual(features, other);
});

test("patches are the first block's input, with the unit feature behind them where asked for, and cached", async () => {
  const own = join(folder, "patch-cache");
  const items = data.dataset.train.slice(0, 3);
  const encoded = (kind: ImageKind, of: typeof data = data): Promise<Float32Array> =>
    encodeImages(model, of, items, { cache: own, kind });
  const pixels = tf.tensor4d(await encoded("pixels"), [items.length, 3, 8, 8]);
  const rows = firstRows(visionTransformer(model.imageTower), pixels).dataSync();
  assert.deepEqual(await encoded("patches"), rows);
  const features = await encoded("features");
  const both = await encoded("patches and features");
  const [patches, embed] = [rows.length / items.length, features.length / items.length];
  items.forEach((_, image) => {
    const at = image * (patches + embed);
    assert.deepEqual(
      both.subarray(at, at + patches),
      rows.subarray(image * patches, (image + 1) * patches),
    );
    assert.deepEqual(
      both.subarray(at + patches, at + patches + embed),
      features.subarray(image * embed, (image + 1) * embed),
    );
  });
  const elsewhere = { ...data, dataset: { ...data.dataset, root: "nowhere" } };
  assert.deepEqual(await encoded("patches and features", elsewhere), both);
});

test("an image that changed since another process hashed it is refused, and its features are not kept", async () => {
  const own = join(folder, "changed");
  const looked: string[] = [];
  const changed: HashedDataset = {
    ...data,
    requireUnchanged: (paths) => {
      looked.push(...paths);
      return Promise.reject(new Error("changed"));
    },
  };
  const items = data.dataset.test.slice(0, 2);
  await assert.rejects(encodeImages(model, changed, items, { cache: own }), /changed/);
  assert.deepEqual(
    looked,
    items.map(({ path }) => path),
  );
  assert.deepEqual(
    readdirSync(own).filter((name) => name.endsWith(".safetensors")),
    [],
  );
});
