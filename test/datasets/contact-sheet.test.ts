import assert from "node:assert/strict";
import { test } from "node:test";
import sharp from "sharp";
import { contactSheet } from "../../src/datasets/contact-sheet";

const SIDE = 8;
const solid = (...colour: number[]): Uint8Array =>
  Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => colour[i % 3]!);

test("every picture has its place: class by class, row by row", async () => {
  const red = solid(250, 0, 0);
  const blue = solid(0, 0, 250);
  const classes = [
    { title: "first & <second>", thumbnails: [red, red, blue] },
    { title: "third", thumbnails: [blue] },
  ];
  const png = await contactSheet(classes, { side: SIDE, columns: 2 });
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  // Rows of two cells of 8 + 2 pixels behind a margin of 30; heads of 18 above two rows and above one.
  assert.deepEqual(
    [info.width, info.height],
    [30 + 2 * (SIDE + 2), 18 + 2 * (SIDE + 2) + 18 + (SIDE + 2)],
  );
  const colour = (x: number, y: number): number[] => [
    ...data.subarray((y * info.width + x) * info.channels).subarray(0, 3),
  ];
  const middle = SIDE / 2;
  assert.deepEqual(colour(30 + middle, 18 + middle), [250, 0, 0]);
  assert.deepEqual(colour(30 + 10 + middle, 18 + middle), [250, 0, 0]);
  assert.deepEqual(colour(30 + middle, 18 + 10 + middle), [0, 0, 250]);
  assert.deepEqual(colour(30 + middle, 18 + 20 + 18 + middle), [0, 0, 250]);
});

test("a class without pictures has its title alone", async () => {
  const png = await contactSheet([{ title: "none", thumbnails: [] }], {
    side: SIDE,
    columns: 2,
  });
  assert.equal((await sharp(png).metadata()).height, 18);
});
