import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";
import {
  epochOf,
  findPromptFiles,
  type WhichEpoch,
} from "../../../src/experiments/prompts/find-prompt-files";
import { temporaryFolder } from "../helpers";

test("one checkpoint per model folder: the last, the best, or one of an epoch", (context) => {
  const folder = temporaryFolder(context);
  const write = (path: string, text = "x"): void => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write("seed1/prompt_learner/model.pth.tar-9");
  write("seed1/prompt_learner/model.pth.tar-50");
  write("seed1/prompt_learner/model-best.pth.tar");
  write("seed1/log.txt");
  // The trainer's own word on the newest file.
  write("seed2/prompt_learner/model.pth.tar-50");
  write("seed2/prompt_learner/model.pth.tar-9");
  write("seed2/prompt_learner/checkpoint", "model.pth.tar-9\n");
  write("seed3/prompt_learner/model-best.pth.tar");
  const found = (which?: WhichEpoch): string[] =>
    findPromptFiles(folder, which).map((path) => relative(folder, path));
  const file = (seed: number, name: string): string =>
    join(`seed${seed}`, "prompt_learner", name);
  assert.deepEqual(found(), [
    file(1, "model.pth.tar-50"),
    file(2, "model.pth.tar-9"),
    file(3, "model-best.pth.tar"),
  ]);
  assert.deepEqual(found("best"), [
    file(1, "model-best.pth.tar"),
    file(3, "model-best.pth.tar"),
  ]);
  assert.deepEqual(found(50), [file(1, "model.pth.tar-50"), file(2, "model.pth.tar-50")]);
  assert.throws(() => findPromptFiles(folder, 7), /no checkpoint of epoch 7 .* 8 files/);
  const single = join(folder, "seed1", "log.txt");
  assert.deepEqual(findPromptFiles(single), [single]);
});

test("links to folders are followed, each folder once", (context) => {
  const folder = temporaryFolder(context);
  const scratch = join(folder, "scratch", "prompt_learner");
  mkdirSync(scratch, { recursive: true });
  writeFileSync(join(scratch, "model.pth.tar-5"), "x");
  mkdirSync(join(folder, "output"));
  symlinkSync(join(folder, "scratch"), join(folder, "output", "seed1"));
  // A circle, and a link to nothing.
  symlinkSync(join(folder, "output"), join(folder, "scratch", "up"));
  symlinkSync(join(folder, "nowhere"), join(folder, "output", "seed2"));
  const found = findPromptFiles(join(folder, "output"));
  assert.deepEqual(found, [
    join(folder, "output", "seed1", "prompt_learner", "model.pth.tar-5"),
  ]);
});

test("a folder of logs without checkpoints says what was looked for", (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, "log.txt"), "epoch [1/50]");
  assert.throws(() => findPromptFiles(folder), {
    name: "PromptcalError",
    message:
      /holds no checkpoint \(model\.pth\.tar-N, model-best\.pth\.tar\) among its 1 files; name the folder .* OUTPUT_DIR/,
  });
  assert.throws(() => findPromptFiles(join(folder, "none")), /does not exist/);
});

test("epochs stand in the names", () => {
  assert.equal(epochOf("a/model.pth.tar-50"), 50);
  assert.equal(epochOf("a/model-best.pth.tar"), null);
});
