import assert from "node:assert/strict";
import { test } from "node:test";
import { modelCardMarkdown, type CardHistory } from "../../../src/report/tables/model-card";

const line = { seen: 512, loss: 1, accuracy: 0.5, scale: 20 };
const held = { ...line, heldOutLoss: 2, heldOutAccuracy: 0.25 };

function card(history: readonly CardHistory[]): string {
  return modelCardMarkdown({
    ...{ file: "data/weights/icons-b-clip.safetensors", sha256: "ab", bytes: 7.2e6 },
    ...{
      parameters: 10,
      tokens: 5,
      architecture: {},
      recipe: {},
      command: "npm run pretrain",
    },
    ...{ backend: "TensorFlow", seconds: 600, imagesSeen: 512, trainedScale: 60 },
    ...{ fittedScale: 35, fitSamples: 100, leastNllScale: 33 },
    corpus: { icons: 3, families: 2, captions: 3 },
    zeroShot: [
      {
        domain: "a",
        classSet: "base",
        classes: 2,
        n: 30,
        accuracy: 0.9,
        ece: 0.1,
        gap: -0.02,
      },
      {
        domain: "b",
        classSet: "base",
        classes: 4,
        n: 10,
        accuracy: 0.5,
        ece: 0.2,
        gap: 0.06,
      },
    ],
    history,
    curve: "figures/pretraining-loss-icons-b.svg",
    historyFile: "data/weights/pretraining-history-icons-b.jsonl",
  });
}

test("zero-shot quality is pooled over images", () => {
  // (30 * 90 + 10 * 50) / 40 = 80 %; chance (30 / 2 + 10 / 4) / 40 = 43.75 %; gap (30 * -2 + 10 * 6) / 40 = 0.
  assert.match(
    card([held]),
    /80\.0 % correct on 40 images of base classes \(chance 43\.8 %\), signed gap \+0\.0 points/,
  );
});

test("the lines with held-out quality are quoted, and their files named", () => {
  const text = card([line, held]);
  assert.match(text, /\| 512 \| 1\.00 \| 50\.0 \| 2\.00 \| 25\.0 \| 20\.0 \|/);
  assert.match(
    text,
    /`figures\/pretraining-loss-icons-b\.svg`; all lines: `data\/weights\/pretraining-history-icons-b\.jsonl`/,
  );
});

test("a reduced precision of products is named", () => {
  assert.ok(!card([held]).includes("products in"));
  assert.match(
    card([{ ...held, products: "bfloat16" }]),
    /backend TensorFlow, products in bfloat16,/,
  );
  assert.match(
    card([line, { ...held, products: "bfloat16" }]),
    /products in float32, then bfloat16,/,
  );
});

test("a card is named after its model, so that a list of cards tells them apart", () => {
  assert.ok(card([]).startsWith("# The miniature CLIP icons-b\n"));
});
