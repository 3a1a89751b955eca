import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { makeMiniature } from "../../datasets/miniatures";
import { temporaryFolder } from "../helpers";
import { makeMiniClip } from "../mini-clip";
import { promptcal } from "../promptcal";
import { makeTinySuite } from "../tiny-suite";

const DATA_VARIABLE = "PROMPTCAL_DATA";

test("without files, a run on the clip suite says what to get and how", async (context) => {
  const folder = temporaryFolder(context);
  await makeTinySuite(folder);
  process.env[DATA_VARIABLE] = join(folder, "none");
  context.after(() => delete process.env[DATA_VARIABLE]);
  const words = "run --suite clip --dataset food101 --tuner coop".split(" ");
  const { code, err } = await promptcal(folder, ...words);
  assert.equal(code, 1);
  const place = join(folder, "none", "food-101");
  assert.equal(
    err,
    `promptcal: data set food101: expected it to exist, got nothing (${place}); ` +
      "get it with: npx promptcal data get food101\n",
  );
});

test("a miniature in the published layout is tuned on with CoOp's shots", async (context) => {
  const folder = temporaryFolder(context);
  await makeMiniClip(folder);
  const data = join(folder, "published");
  await makeMiniature("eurosat", data);
  process.env[DATA_VARIABLE] = data;
  context.after(() => delete process.env[DATA_VARIABLE]);
  const words = "run --suite miniclip --dataset eurosat --tuner coop --set epochs=1".split(
    " ",
  );
  const { code, out, err } = await promptcal(folder, ...words, "--store", "runs");
  assert.equal(code, 0, err);
  assert.match(out, /eurosat coop seed 1 \(miniclip\): run [0-9a-f]{16} computed/);
});
