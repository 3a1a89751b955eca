import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import sharp from "sharp";
import { readImages } from "../../src/images/read-images";

const root = mkdtempSync(join(tmpdir(), "promptcal-images-"));
const paths = ["a.png", "cut.jpg", "b.png", "absent.png", "c.png"];

before(async () => {
  for (const [i, name] of ["a.png", "b.png", "c.png"].entries()) {
    const background = { r: 60 * i, g: 10, b: 200 };
    await sharp({ create: { width: 9, height: 7, channels: 3, background } })
      .png()
      .toFile(join(root, name));
  }
  const background = "#445566";
  const jpeg = await sharp({ create: { width: 64, height: 64, channels: 3, background } })
    .jpeg()
    .toBuffer();
  writeFileSync(join(root, "cut.jpg"), jpeg.subarray(0, jpeg.length - 40));
});
after(() => rmSync(root, { recursive: true, force: true }));

test("an unreadable image among others is an error that names it", async () => {
  await assert.rejects(readImages(paths, 4, { root }), {
    name: "PromptcalError",
    message: /^image: expected a whole picture .*premature end.*cut\.jpg\)$/,
  });
});

test("skipBadImages leaves unreadable images out and lists them", async () => {
  const {
    pixels,
    paths: read,
    bad,
  } = await readImages(paths, 4, { root, skipBadImages: true });
  assert.deepEqual(read, ["a.png", "b.png", "c.png"]);
  assert.deepEqual(
    bad.map(({ path }) => path),
    ["cut.jpg", "absent.png"],
  );
  assert.match(bad[0]!.problem, /premature end/);
  assert.match(bad[1]!.problem, /absent\.png/);
  const alone = await readImages(read, 4, { root });
  assert.deepEqual(pixels, alone.pixels);
  assert.deepEqual(alone.bad, []);
});
