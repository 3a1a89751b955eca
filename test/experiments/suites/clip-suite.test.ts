import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { suiteRows } from "../../../src/cli/doctor/suite-rows";
import { SUITES_VARIABLE } from "../../../src/experiments/suites/suite";
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

test("doctor counts the data sets that are there, and names the others", async (context) => {
  const folder = temporaryFolder(context);
  await makeMiniClip(folder);
  const data = join(folder, "published");
  for (const name of ["eurosat", "dtd", "ucf101"]) await makeMiniature(name, data);
  process.env[DATA_VARIABLE] = data;
  process.env[SUITES_VARIABLE] = join(folder, "suites");
  context.after(() => {
    delete process.env[DATA_VARIABLE];
    delete process.env[SUITES_VARIABLE];
  });
  const rows = await suiteRows();
  const { state, detail } = rows.find(({ name }) => name === "miniclip data")!;
  assert.equal(state, "absent");
  const missing =
    "imagenet, caltech101, oxford_pets, stanford_cars, oxford_flowers, food101";
  assert.ok(
    detail.startsWith(
      `3 of 11 data sets, missing: ${missing}, fgvc_aircraft, sun397; data set imagenet: `,
    ),
    detail,
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
  // Five classes with three training, two validation and two test images.
  const part = `${5 * 7} of the published 27,000 images, 5 of the published 10 classes`;
  assert.equal(err.split(`data set eurosat: ${part} (`).length, 2, err);
});
