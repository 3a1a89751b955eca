import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import sharp from "sharp";
import { loadIcons, nounCollection } from "../../../src/datasets/icons/load-icons";
import { setFile } from "../../../src/datasets/icons/classes/drawings";
import { setsOfRole } from "../../../src/datasets/icons/sources/sets";
import { ICON_SHIFTS, loadShiftedIcons } from "../../../src/datasets/icons/shifted-icons";

const DOMAIN = "animals";
const sets = [...setsOfRole("downstream"), ...setsOfRole("calibration")];
const installed = sets.every(({ prefix }) => existsSync(setFile(prefix)));
const skip = !installed && "icon packages are not installed (npm ci --prefix data/icons)";

test(
  "every shift has the data set's classes, and test images alone",
  { skip },
  async () => {
    const original = await loadIcons(DOMAIN);
    for (const shift of ICON_SHIFTS) {
      const {
        classNames,
        train,
        validation,
        test: images,
      } = await loadShiftedIcons(nounCollection, DOMAIN, shift);
      assert.deepEqual(classNames, original.classNames);
      assert.deepEqual([train, validation], [[], []]);
      assert.ok(images.length > 0);
    }
  },
);

test(
  "families redraws; the others restyle the same drawings to the same size",
  { skip },
  async () => {
    const original = await loadIcons(DOMAIN);
    const drawn = new Set(
      [...original.train, ...original.validation, ...original.test].map(({ path }) => path),
    );
    const families = await loadShiftedIcons(nounCollection, DOMAIN, "families");
    assert.ok(families.test.every(({ path }) => !drawn.has(path)));
    const inverted = await loadShiftedIcons(nounCollection, DOMAIN, "inverted");
    assert.deepEqual(inverted.test, original.test);
    const { path } = original.test[0]!;
    const bytes = (root: string) => sharp(join(root, path)).raw().toBuffer();
    const [before, after] = await Promise.all([original.root, inverted.root].map(bytes));
    assert.deepEqual(
      [...after!],
      Array.from(before!, (value) => 255 - value),
    );
  },
);

test("an unknown shift is named with the valid ones", { skip }, async () => {
  await assert.rejects(
    loadShiftedIcons(nounCollection, DOMAIN, "invert"),
    /did you mean "inverted"\?/,
  );
});
