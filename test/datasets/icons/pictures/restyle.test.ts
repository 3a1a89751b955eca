import assert from "node:assert/strict";
import { test } from "node:test";
import sharp, { type Sharp } from "sharp";
import { ICON_SIZE } from "../../../../src/datasets/icons/pictures/render";
import { RESTYLED } from "../../../../src/datasets/icons/pictures/restyle";
import { seededRandom } from "../../../../src/random/random";

const white = { background: "#ffffff" };
/** Each change as it is done to one icon alone. */
const ALONE: Readonly<Record<keyof typeof RESTYLED, (image: Sharp) => Sharp>> = {
  inverted: (image) => image.negate({ alpha: false }),
  tilted: (image) => image.rotate(20, white).resize(32, 32, { fit: "contain", ...white }),
  faint: (image) => image.linear(1 / 3, 170),
  blurred: (image) => image.blur(1.2),
};

const raw = { width: ICON_SIZE, height: ICON_SIZE, channels: 3 } as const;
const random = seededRandom("icons");
/** Noise up to the edges, so that an icon which touched its neighbours would show it. */
const icons = Array.from({ length: 5 }, () =>
  Uint8Array.from({ length: ICON_SIZE ** 2 * 3 }, () => Math.floor(random() * 256)),
);

for (const shift of Object.keys(ALONE) as (keyof typeof RESTYLED)[]) {
  test(`${shift}: many icons together come out as each one alone`, async () => {
    const together = await RESTYLED[shift](icons);
    assert.equal(together.length, icons.length);
    for (const [at, icon] of icons.entries()) {
      const alone = await ALONE[shift](sharp(icon, { raw })).raw().toBuffer();
      assert.deepEqual([...together[at]!], [...alone]);
    }
    assert.deepEqual(await RESTYLED[shift]([]), []);
  });
}
