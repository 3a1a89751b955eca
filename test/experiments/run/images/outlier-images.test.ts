import assert from "node:assert/strict";
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  truncateSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import sharp from "sharp";
import { clipTokenizer } from "../../../../src/encoders/tokens/tokenizer";
import {
  loadedDataset,
  loadedModel,
} from "../../../../src/experiments/suites/loaded-suite";
import { outlierImages } from "../../../../src/experiments/run/images/outlier-images";
import { readHistory } from "../../../../src/experiments/store/history";
import { outlierImageOptions } from "../../../../src/experiments/spec/outlier-image-options";
import { resolveSpec } from "../../../../src/experiments/spec/resolve";
import type { RunContext } from "../../../../src/experiments/run/run-context";
import { executeRun } from "../../../../src/experiments/run/run";
import { runId, type RunSpec } from "../../../../src/experiments/spec/spec";
import type { RunResult } from "../../../../src/experiments/store/store";
import { suiteNamed, SUITES_VARIABLE } from "../../../../src/experiments/suites/suite";
import { randomInteger, seededRandom } from "../../../../src/random/random";
import { makeTinySuite } from "../../tiny-suite";

const folder = mkdtempSync(join(tmpdir(), "promptcal-image-outliers-"));
const outside = join(folder, "outside");
/** Two of them are refused: an apple, as a base class, and a copy of a test image. */
const FILES = ["tree/1", "tree/2", "tools/fork/1", "tools/fork/2", "apple/1", "copy/1"];

before(async () => {
  await makeTinySuite(folder);
  process.env[SUITES_VARIABLE] = join(folder, "suites");
  for (const name of FILES) await writeNoise(join(outside, `${name}.png`), name);
  const image = join(folder, "data", "colours", "images", "fish", "test-0.png");
  copyFileSync(image, join(outside, "copy", "1.png"));
});
after(() => rmSync(folder, { recursive: true, force: true }));

async function writeNoise(path: string, seed: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  const random = seededRandom("noise", seed);
  const pixels = Uint8Array.from({ length: 8 * 8 * 3 }, () => randomInteger(256, random));
  await sharp(pixels, { raw: { width: 8, height: 8, channels: 3 } }).toFile(path);
}

function specOf(
  tuner: string,
  settings: Readonly<Record<string, string>>,
  source = outside,
): Promise<RunSpec> {
  const given = { epochs: "2", batch: "4", "dor-image.source": source, ...settings };
  return resolveSpec({
    suite: suiteNamed("tiny"),
    dataset: "colours",
    tuner,
    regulariser: "dor-image",
    seed: 1,
    settings: Object.entries(given).map(([name, text]) => ({ name, text })),
  });
}

const store = join(folder, "store");

async function resultOf(
  spec: RunSpec,
  context: Partial<RunContext> = {},
): Promise<RunResult> {
  const outcome = await executeRun(spec, { suite: suiteNamed("tiny"), store, ...context });
  assert.ok(outcome.state === "done");
  return outcome.result;
}

for (const [tuner, settings] of [
  ["clip-adapter", {}],
  ["vpt", { prompt_depth_vision: "1" }],
] as const) {
  test(`${tuner} with image outliers of a folder, none of the data set or its classes`, async () => {
    const spec = await specOf(tuner, { ...settings, "dor-image.candidates": "3" });
    const { outliers } = await resultOf(spec);
    assert.deepEqual(outliers, {
      candidates: FILES.length,
      chosen: 3,
      removed: { className: 1, sameImage: 1 },
      newNamesIncluded: [],
    });
    for (const { parts } of readHistory(store, runId(spec))) {
      assert.ok(parts["dor-image"]! > 0);
    }
  });
}

test("the images are part of a run's identity", async () => {
  const spec = await specOf("clip-adapter", {});
  const other = join(folder, "other");
  for (const name of FILES.slice(0, 4)) await writeNoise(join(other, `${name}.png`), "x");
  const elsewhere = await specOf("clip-adapter", {}, other);
  assert.notEqual(spec.recipe["dor-image.hash"], elsewhere.recipe["dor-image.hash"]);
  const old = { ...spec, recipe: { ...spec.recipe, "dor-image.hash": "0".repeat(64) } };
  await assert.rejects(executeRun(old, { suite: suiteNamed("tiny"), store }), {
    name: "PromptcalError",
    message:
      /outlier images: expected SHA-256 0{64} \(the plan's\), got [0-9a-f]{64}; restore/,
  });
});

test("near images are nearer to the training images than far ones, as their option says", async () => {
  const suite = suiteNamed("tiny");
  const data = await loadedDataset(suite, "colours");
  const model = await loadedModel(suite);
  const size = model.architecture.embed_dim;
  const request = {
    suite,
    model,
    tokenizer: clipTokenizer(),
    template: "a photo of a {}.",
    classNames: ["apple", "bread", "cup"],
    data,
    shots: data.dataset.train.slice(0, 6),
  };
  const chosen = async (choice: string): Promise<string[]> => {
    const options = { "dor-image.candidates": "2", "dor-image.choice": choice };
    const spec = await specOf("clip-adapter", options);
    const { outliers } = await outlierImages(
      spec,
      outlierImageOptions(spec.regulariser, spec.recipe)!,
      request,
    );
    assert.equal(outliers.count, 2);
    return [0, 1].map((row) =>
      String(outliers.features.subarray(row * size, (row + 1) * size)),
    );
  };
  const [near, far] = [await chosen("near"), await chosen("far")];
  // Four images remain of the folder: the two nearest and the two farthest are all of them.
  assert.equal(new Set([...near, ...far]).size, 4);
  for (const choice of ["near-max", "near-text", "random"]) {
    for (const image of await chosen(choice)) assert.ok([...near, ...far].includes(image));
  }
  // The oracle's are training images of the new classes.
  for (const image of await chosen("oracle")) assert.ok(![...near, ...far].includes(image));
});

test("a pool without any image, or of the data set itself, is refused", async () => {
  const refused: readonly (readonly [string, RegExp])[] = [
    [
      "colours",
      /dor-image.source: expected other images than those of the data set itself/,
    ],
    [
      "shapes",
      /unknown data set or folder dor-image.source "shapes"; did you mean "shades"/,
    ],
    [
      "null",
      /outlier images: expected at least one that is not of .* classes, got none of 18/,
    ],
  ];
  for (const [source, message] of refused) {
    await assert.rejects(specOf("clip-adapter", {}, source), {
      name: "PromptcalError",
      message,
    });
  }
});

test("an undecodable outlier stops a run, or is left out and listed in the result", async () => {
  const bad = join(folder, "bad");
  for (const name of FILES.slice(0, 4)) await writeNoise(join(bad, `${name}.png`), name);
  const broken = join(bad, "tree", "2.png");
  truncateSync(broken, 60);
  const spec = await specOf("clip-adapter", {}, bad);
  await assert.rejects(
    executeRun(spec, { suite: suiteNamed("tiny"), store }),
    /expected a whole picture.*2\.png/,
  );
  const { outliers, badImages } = await resultOf(spec, { skipBadImages: true });
  assert.equal(outliers!.chosen, 3);
  assert.deepEqual(
    badImages!.map(({ path }) => path),
    [broken],
  );
  // What was found of the same images elsewhere names other files.
  const moved = join(folder, "moved");
  cpSync(bad, moved, { recursive: true });
  const again = await resultOf(await specOf("clip-adapter", {}, moved), {
    skipBadImages: true,
  });
  assert.deepEqual(
    again.badImages!.map(({ path }) => path),
    [join(moved, "tree", "2.png")],
  );
});
