import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { architecture, loadClip } from "../../src/encoders/towers/clip-model";
import { clipTokenizer } from "../../src/encoders/tokens/tokenizer";
import { unitRows } from "../../src/encoders/towers/text-tower";
import { tf } from "../../src/engine/tf";
import { sha256FileSync } from "../../src/files/hash";
import {
  readSafetensors,
  tensorOf,
  type SafetensorsFile,
} from "../../src/files/tensors/safetensors";
import { makeTuner } from "../../src/methods/make-tuner";
import { coop } from "../../src/methods/text/coop";
import { CONTEXT } from "../../src/methods/text/learned-context";
import { measureStep } from "../../src/training/step";
import { makeReference, outputs, relativeDifference, type Prompts } from "./compare-towers";

/** One quantity of given weights beside open_clip's. */
export interface WeightsRow {
  readonly quantity: "image" | "text" | "logits" | "loss of CoOp" | "gradient of CoOp";
  /** Largest difference, relative to open_clip's largest value. */
  readonly difference: number;
}

interface CoopPrompts extends Prompts {
  readonly classes: readonly string[];
  readonly labels: readonly number[];
}

/**
 * Compares features, and loss and gradient of one step of CoOp, with open_clip's, on the weights of a file of
 * ViT-B/16's sizes and on the active backend.
 * @param python program of the environment with PyTorch
 * @throws PromptcalError when Python fails
 */
export async function compareWeights(
  python: string,
  weights: string,
): Promise<readonly WeightsRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "promptcal-weights-"));
  try {
    makeReference(python, "weights_reference.py", [resolve(weights), folder]);
    const expected = readSafetensors(join(folder, "expected.safetensors"));
    const text = readFileSync(join(folder, "prompts.json"), "utf8");
    const prompts = JSON.parse(text) as CoopPrompts;
    const ours = await outputs(weights, expected, prompts);
    const step = coopStep(weights, expected, prompts, ours.image);
    return [
      ...(["image", "text", "logits"] as const).map((quantity): WeightsRow => {
        const { data } = tensorOf(expected, `F32/open_clip/${quantity}`);
        return { quantity, difference: relativeDifference(ours[quantity], data) };
      }),
      {
        quantity: "loss of CoOp",
        difference: relativeDifference(
          Float32Array.of(step.loss),
          tensorOf(expected, "loss").data,
        ),
      },
      {
        quantity: "gradient of CoOp",
        difference: relativeDifference(
          step.gradients[CONTEXT]!,
          tensorOf(expected, "gradient").data,
        ),
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function coopStep(
  weights: string,
  expected: SafetensorsFile,
  { classes, labels, template }: CoopPrompts,
  images: Float32Array,
): ReturnType<typeof measureStep> {
  const model = loadClip(weights, architecture("ViT-B-16"), sha256FileSync(weights));
  const setting = { model, tokenizer: clipTokenizer(), classNames: classes, template };
  const { data, shape } = tensorOf(expected, "context");
  const tuner = makeTuner(coop, setting, { n_ctx: shape[0]! });
  const features = tf.tidy(() =>
    unitRows(tf.tensor2d(images, [labels.length, model.architecture.embed_dim])),
  );
  const values = { [CONTEXT]: { shape, data: data as Float32Array } };
  const batch = { images: features, labels: Int32Array.from(labels) };
  try {
    return measureStep(tuner, values, batch, []);
  } finally {
    features.dispose();
    tuner.dispose();
  }
}
