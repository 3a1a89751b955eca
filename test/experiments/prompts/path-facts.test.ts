import assert from "node:assert/strict";
import { test } from "node:test";
import { pathFacts } from "../../../src/experiments/prompts/path-facts";
import { CLIP_DATASETS } from "../../../src/datasets/clip/catalog";

test("paths of the reference scripts tell data set, trainer, shots and seed", () => {
  const file = "prompt_learner/model.pth.tar-50";
  for (const [path, facts] of [
    [
      "output/base2new/train_base/caltech101/shots_16/CoCoOp/vit_b16_c4_ep10_batch1/seed1",
      { dataset: "caltech101", tuner: "cocoop", shots: 16, seed: 1 },
    ],
    [
      "output/oxford_pets/CoOp/vit_b16_ep50_16shots/nctx16_cscFalse_ctpmiddle/seed3",
      { dataset: "oxford_pets", tuner: "coop", shots: 16, seed: 3, position: "middle" },
    ],
    [
      "C:\\runs\\DescribableTextures\\shots_4\\ExtrasLinearProbeCoOp\\seed2",
      { dataset: "dtd", tuner: "dept", shots: 4, seed: 2 },
    ],
    // The folder nearest to the file wins.
    [
      "maple/FGVCAircraft/PromptSRC/seed_10",
      { dataset: "fgvc_aircraft", tuner: "promptsrc", seed: 10 },
    ],
    ["kgcoop_w8/run", { tuner: "kgcoop" }],
    ["somewhere/else", {}],
  ] as const) {
    assert.deepEqual(pathFacts(`${path}/${file}`, CLIP_DATASETS), facts, path);
  }
});
