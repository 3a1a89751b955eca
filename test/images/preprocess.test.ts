import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import sharp from "sharp";
import { decodePicture } from "../../src/images/decode-picture";
import { CLIP_MEAN, CLIP_STD } from "../../src/images/normalisation";
import { toRgb } from "../../src/images/picture-modes";
import {
  centreCrop,
  normalised,
  preprocessImage,
  roundHalfEven,
} from "../../src/images/preprocess";
import { sha256 } from "../../src/files/hash";
import { REFERENCE } from "../reference";

type Pixels = "decoded_rgb" | "convert_then_resize" | "resize_then_convert";

interface Listed {
  readonly name: string;
  readonly file: string;
  /** Of Pillow's bytes; the second order only where it makes a difference. */
  readonly pixels_sha256: Readonly<Partial<Record<Pixels, string>>>;
  readonly convert_then_resize: {
    readonly first_pixel: readonly number[];
    readonly last_pixel: readonly number[];
  };
}

test("every reference picture becomes Pillow's bytes, in both orders", async () => {
  const listing = readFileSync(join(REFERENCE, "preprocess.json"), "utf8");
  const { images } = JSON.parse(listing) as { images: Listed[] };
  assert.ok(images.length > 0);
  for (const { name, file, pixels_sha256: stored, convert_then_resize } of images) {
    const picture = await decodePicture(readFileSync(join(REFERENCE, file)), name);
    assert.equal(sha256(toRgb(picture).data), stored.decoded_rgb, name);
    const first = centreCrop(picture, 224);
    assert.equal(sha256(first.data), stored.convert_then_resize, name);
    const then = centreCrop(picture, 224, "resize_then_convert").data;
    const expected = stored.resize_then_convert ?? stored.convert_then_resize;
    assert.equal(sha256(then), expected, name);
    const values = normalised(first);
    const { first_pixel, last_pixel } = convert_then_resize;
    first_pixel.forEach((value, channel) => {
      const last = last_pixel[channel]!;
      assert.ok(Math.abs(values[channel * 224 * 224]! - value) < 1e-6, name);
      assert.ok(Math.abs(values[(channel + 1) * 224 * 224 - 1]! - last) < 1e-6, name);
    });
  }
});

test("a picture of the model's size keeps its very pixels, as the icons do", async () => {
  const pixels = Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => (i * 151) % 256);
  const raw = { width: 32, height: 32, channels: 3 } as const;
  const png = await sharp(pixels, { raw }).png({ compressionLevel: 0 }).toBuffer();
  const values = await preprocessImage(png, 32, "icon.png");
  const expected = Float32Array.from({ length: 3 * 32 * 32 }, (_, i) => {
    const [channel, index] = [Math.floor(i / 1024), i % 1024];
    return (pixels[index * 3 + channel]! / 255 - CLIP_MEAN[channel]!) / CLIP_STD[channel]!;
  });
  assert.deepEqual(values, expected);
});

test("the longer side is cut in the middle; offsets round half to even", async () => {
  // Size 2 of 7 x 2: (7 - 2) / 2 = 2.5, to even 2; of 9 x 2: 3.5, to even 4.
  for (const [width, left] of [
    [7, 2],
    [9, 4],
  ] as const) {
    const data = Uint8Array.from({ length: width * 2 * 3 }, (_, i) => i);
    const raster = { data, width, height: 2, channels: 3 };
    const cut = centreCrop({ mode: "opaque", raster }, 2);
    const row = (y: number): number[] => [
      ...data.subarray((y * width + left) * 3, (y * width + left + 2) * 3),
    ];
    assert.deepEqual([...cut.data], [...row(0), ...row(1)]);
  }
  assert.deepEqual([0.5, 1.5, 2.5, 2.4, 2.6].map(roundHalfEven), [0, 2, 2, 2, 3]);
});

test("CMYK in an Adobe JPEG becomes (255 - K)(1 - C / 255)", async () => {
  const rgb = { r: 200, g: 40, b: 90 };
  const jpeg = await sharp({
    create: { width: 16, height: 16, channels: 3, background: rgb },
  })
    .toColourspace("cmyk")
    .jpeg({ quality: 100 })
    .toBuffer();
  const { mode, raster } = await decodePicture(jpeg, "cmyk.jpg");
  assert.equal(mode, "ink");
  const [c, m, y, k] = raster.data as Uint8Array;
  const got = toRgb({ mode: "ink", raster: raster as never }).data;
  [c!, m!, y!].forEach((ink, i) => {
    assert.ok(Math.abs(got[i]! - (255 - k!) * (1 - ink / 255)) <= 0.5 + 1e-9);
  });
});

test("EXIF orientation is left alone unless asked for", async () => {
  const jpeg = await sharp({
    create: { width: 20, height: 6, channels: 3, background: "#abc" },
  })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const asStored = (await decodePicture(jpeg, "turned.jpg")).raster;
  const turned = (await decodePicture(jpeg, "turned.jpg", { orient: true })).raster;
  assert.deepEqual([asStored.width, asStored.height], [20, 6]);
  assert.deepEqual([turned.width, turned.height], [6, 20]);
});

test("what is no whole picture is an error that names the file", async () => {
  const noise = Uint8Array.from({ length: 40 * 30 * 3 }, (_, i) => (i * i * 31) % 251);
  const source = sharp(noise, { raw: { width: 40, height: 30, channels: 3 } });
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="3" height="3"/>';
  const cases: [string, Buffer, RegExp][] = [
    ["empty.jpg", Buffer.alloc(0), /empty/i],
    ["text.png", Buffer.from("no picture"), /unsupported image format/],
    ["drawing.svg", Buffer.from(svg), /svg; formats: jpeg, png/],
  ];
  for (const format of ["jpeg", "png", "webp", "tiff"] as const) {
    const whole = await source.clone().toFormat(format).toBuffer();
    await decodePicture(whole, format);
    cases.push([`cut.${format}`, whole.subarray(0, whole.length >> 1), /got /]);
  }
  for (const [name, bytes, message] of cases) {
    await assert.rejects(decodePicture(bytes, name), (error: Error) => {
      assert.equal(error.name, "PromptcalError");
      assert.match(error.message, message);
      assert.ok(error.message.includes(name), error.message);
      return true;
    });
  }
  const png = await source.clone().png().toBuffer();
  await assert.rejects(decodePicture(png, "large.png", { maxPixels: 40 * 30 - 1 }), {
    message: /exceeds pixel limit \(large\.png\)/,
  });
});
