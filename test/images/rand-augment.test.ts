import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { covered } from "../../src/images/picture-operations";
import {
  RAND_AUGMENT_OPERATIONS,
  randAugmentedView,
  valueOf,
} from "../../src/images/rand-augment";
import type { Raster } from "../../src/images/raster";
import { resizeBicubic } from "../../src/images/resample";
import { seededRandom } from "../../src/random/random";
import { readSafetensors } from "../../src/files/tensors/safetensors";

const { tensors } = readSafetensors(
  join(__dirname, "../fixtures/randaugment/pictures.safetensors"),
);

function raster(name: string): Raster {
  const { data, shape } = tensors.get(name)!;
  return {
    data: data as Uint8Array,
    width: shape[1]!,
    height: shape[0]!,
    channels: shape[2]!,
  };
}

/** An operation in its positive direction. */
function applied(name: string, image: Raster, value: number): Uint8Array {
  const operation = RAND_AUGMENT_OPERATIONS.find((one) => one.name === name)!;
  return operation.apply(image, value, () => 0).data;
}

test("every operation gives Pillow's very bytes", () => {
  const picture = raster("picture");
  const seen = new Set<string>();
  for (const stored of tensors.keys()) {
    const [name, rest] = stored.split(" ");
    if (name === "picture" || name === "flat" || name === "CutoutAbs") continue;
    const image = rest === "of" ? raster("flat") : picture;
    // Lengths are for images of 224 pixels; thirds were rounded for the name.
    const given = { "85.3": 256 / 3, "36.7": 110 / 3 }[rest ?? ""] ?? Number(rest ?? 0);
    const side = name === "TranslateXabs" ? image.width : image.height;
    const value = name!.startsWith("Translate") ? (given * 224) / side : given;
    assert.deepEqual(applied(name!, image, value), raster(stored).data, stored);
    seen.add(name!);
  }
  const box = { left: 30, top: 4, right: 43, bottom: 17 };
  const cut = covered(picture, box, [125, 123, 114]);
  assert.deepEqual(cut.data, raster("CutoutAbs").data);
  const all = RAND_AUGMENT_OPERATIONS.map(({ name }) => name);
  assert.deepEqual(
    all.filter((name) => !seen.has(name)),
    ["CutoutAbs"],
  );
});

test("operations are used at 10 of 30", () => {
  const found = RAND_AUGMENT_OPERATIONS.map(
    (one) => [one.name, Number(valueOf(one).toFixed(3))] as const,
  );
  assert.deepEqual(Object.fromEntries(found), {
    AutoContrast: 0.333,
    Equalize: 0.333,
    Invert: 0.333,
    Rotate: 10,
    Posterize: 5.333,
    Solarize: 85.333,
    SolarizeAdd: 36.667,
    Color: 0.7,
    Contrast: 0.7,
    Brightness: 0.7,
    Sharpness: 0.7,
    ShearX: 0.1,
    ShearY: 0.1,
    CutoutAbs: 13.333,
    TranslateXabs: 33.333,
    TranslateYabs: 33.333,
  });
});

test("a view is the whole image squeezed into a square, changed twice, the same for the same seed", () => {
  const picture = raster("picture");
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const view = randAugmentedView(picture, 32, seededRandom("view", seed));
      assert.deepEqual([view.width, view.height, view.channels], [32, 32, 3]);
      const random = seededRandom("view", seed);
      let expected = resizeBicubic(picture, 32, 32);
      for (let turn = 0; turn < 2; turn++) {
        const operation = RAND_AUGMENT_OPERATIONS[Math.floor(random() * 16)]!;
        expected = operation.apply(expected, valueOf(operation), random);
      }
      assert.deepEqual(view.data, expected.data);
    }),
    { numRuns: 50 },
  );
});

test("a cut covers a square of its size around its point, less what lies outside", () => {
  const blank = new Uint8Array(56 * 56 * 3);
  const image = { data: blank, width: 56, height: 56, channels: 3 };
  const cutOut = RAND_AUGMENT_OPERATIONS.find(({ name }) => name === "CutoutAbs")!;
  // 40 pixels of 224 are 10 of 56; corners count on both sides, as in Pillow.
  const area = (x: number, y: number): number => {
    const indices = [x, y];
    const { data } = cutOut.apply(image, 40, () => indices.shift()! / 56);
    return data.filter((value) => value !== 0).length / 3;
  };
  assert.equal(area(20, 30), 11 * 11);
  assert.equal(area(55, 30), 6 * 11);
  assert.equal(area(0, 0), 11 * 11);
});
