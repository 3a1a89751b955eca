import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  augmentedView,
  COOP_AUGMENTATION,
  randomBox,
} from "../../src/images/random-resized-crop";
import { crop, flipped } from "../../src/images/raster";
import { resizeBicubic } from "../../src/images/resample";
import { seededRandom } from "../../src/random/random";

test("random boxes lie inside, with area and ratio in range; the fallback is the middle", () => {
  const { scale, ratio } = COOP_AUGMENTATION;
  fc.assert(
    fc.property(fc.integer({ min: 60, max: 300 }), fc.nat(), (size, seed) => {
      const picture = { width: size, height: size };
      const box = randomBox(picture, COOP_AUGMENTATION, seededRandom("box", seed));
      assert.ok(box.left >= 0 && box.left + box.width <= size);
      assert.ok(box.top >= 0 && box.top + box.height <= size);
      // Each side is rounded by half a pixel at most.
      const slack = 1 / Math.min(box.width, box.height);
      const share = (box.width * box.height) / (size * size);
      assert.ok(share > scale[0] * (1 - 2 * slack) && share <= scale[1]);
      const got = box.width / box.height;
      assert.ok(got > ratio[0] * (1 - slack) && got < ratio[1] * (1 + slack));
    }),
  );
  const fallback = (width: number, height: number): number[] => {
    const {
      left,
      top,
      width: w,
      height: h,
    } = randomBox(
      { width, height },
      { ...COOP_AUGMENTATION, scale: [1, 1] },
      seededRandom("fallback"),
    );
    return [left, top, w, h];
  };
  // No box of the whole area has an allowed ratio: 90 x 9 is cut to 9 * 4/3 = 12, 9 x 90 likewise.
  assert.deepEqual(fallback(90, 9), [39, 0, 12, 9]);
  assert.deepEqual(fallback(9, 90), [0, 39, 9, 12]);
});

test("views are the same for the same seed, and see nothing outside of their box", () => {
  const data = Uint8Array.from({ length: 50 * 40 * 3 }, (_, i) => (i * 37) % 256);
  const picture = { data, width: 50, height: 40, channels: 3 };
  const view = (seed: number): Uint8Array =>
    augmentedView(picture, 16, COOP_AUGMENTATION, seededRandom("view", seed)).data;
  assert.deepEqual(view(1), view(1));
  assert.notDeepEqual(view(1), view(2));
  const random = seededRandom("view", 1);
  const box = randomBox(picture, COOP_AUGMENTATION, random);
  const plain = resizeBicubic(crop(picture, box), 16, 16);
  const expected = random() < 0.5 ? flipped(plain) : plain;
  assert.deepEqual(view(1), expected.data);
});
