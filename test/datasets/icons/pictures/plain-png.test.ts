import assert from "node:assert/strict";
import { test } from "node:test";
import sharp from "sharp";
import {
  plainPng,
  plainPngPixels,
} from "../../../../src/datasets/icons/pictures/plain-png";
import { ICON_SIZE } from "../../../../src/datasets/icons/pictures/render";
import { seededRandom } from "../../../../src/random/random";

const raw = { width: ICON_SIZE, height: ICON_SIZE, channels: 3 } as const;
const random = seededRandom("pictures");
const noise = Uint8Array.from({ length: ICON_SIZE ** 2 * 3 }, () =>
  Math.floor(random() * 256),
);
const pictures = [
  noise,
  new Uint8Array(noise.length),
  new Uint8Array(noise.length).fill(255),
];

test("an icon's file has the bytes that libvips writes, and gives its pixels back", async () => {
  for (const pixels of pictures) {
    const file = plainPng(pixels);
    assert.deepEqual(
      file,
      await sharp(pixels, { raw }).png({ compressionLevel: 0 }).toBuffer(),
    );
    assert.deepEqual(plainPngPixels(file, "here"), pixels);
  }
});

test("other files are named, pictures among them", async () => {
  const other = await sharp(noise, { raw }).png({ compressionLevel: 9 }).toBuffer();
  const wide = plainPng(noise);
  wide[19] = 64;
  for (const file of [other, wide, Buffer.from("no picture"), Buffer.alloc(0)]) {
    assert.throws(
      () => plainPngPixels(file, "here.png"),
      /an uncompressed PNG of 32 x 32 pixels.*here\.png/s,
    );
  }
});
