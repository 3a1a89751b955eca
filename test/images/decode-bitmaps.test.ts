import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, it } from "node:test";
import { decodePicture } from "../../src/images/decode-picture";
import { toRgb } from "../../src/images/picture-modes";

interface Known {
  /** Base64. */
  readonly bytes: string;
  /** Pillow's. */
  readonly mode: string;
  /** Base64 of Pillow's `convert("RGB")`. */
  readonly rgb: string;
}

const { pictures, size } = JSON.parse(
  readFileSync(resolve(__dirname, "../fixtures/bitmaps/bitmaps.json"), "utf8"),
) as { size: readonly number[]; pictures: Readonly<Record<string, Known>> };

const MODES: Readonly<Record<string, string>> = {
  "1": "binary",
  P: "palette",
  L: "opaque",
  RGB: "opaque",
  RGBA: "alpha",
  I: "integers",
};

describe("bitmaps", () => {
  for (const [name, { bytes, mode, rgb }] of Object.entries(pictures)) {
    it(`such as ${name} have Pillow's mode and pixels`, async () => {
      const picture = await decodePicture(Buffer.from(bytes, "base64"), name);
      assert.equal(picture.mode, MODES[mode]);
      const { data, width, height } = toRgb(picture);
      assert.deepEqual([width, height], size);
      assert.deepEqual([...data], [...Buffer.from(rgb, "base64")]);
    });

    it(`such as ${name} are refused by name where they are cut or too large`, async () => {
      const whole = Buffer.from(bytes, "base64");
      for (const length of [
        3,
        Math.min(12, whole.length - 1),
        Math.floor(0.8 * whole.length),
      ])
        await assert.rejects(decodePicture(whole.subarray(0, length), name), {
          name: "PromptcalError",
          message: /^image: expected a whole picture \(JPEG, .*BMP.*\), got /,
        });
      await assert.rejects(
        decodePicture(whole, name, { maxPixels: 14 }),
        /5 x 3 pixels; at most 14 are decoded/,
      );
    });
  }

  it("are told from what comes in their place", async () => {
    const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 6\n";
    await assert.rejects(
      decodePicture(Buffer.from(pointer), "a.bmp"),
      /^PromptcalError: a\.bmp is a Git LFS pointer .*; expected a picture \(JPEG.*git lfs pull/,
    );
    await assert.rejects(decodePicture(Buffer.from(""), "a.jpg"), /a\.jpg is empty/);
    await assert.rejects(
      decodePicture(Buffer.from("<!DOCTYPE html><html>"), "a.jpg"),
      /a\.jpg is a web page/,
    );
  });
});
