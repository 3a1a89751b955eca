import { unitRows } from "../../encoders/towers/text-tower";
import { tf, type Tensor, type Tensor2D } from "../../engine/tf";
import { cosineTuner } from "../cosine-tuner";
import { defineTuner } from "../definition";
import { applyLinear } from "../linear";
import { count, number, type OptionValues } from "../option";
import { templateText } from "../template-text";
import { frozenText } from "../text/frozen-text";
import { linearStart } from "../text/prompt-start";
import { trainingOptions } from "../training-options";
import type { Parameters, TunerFunctions, TunerSetting } from "../tuner";

const OPTIONS = {
  ratio: number(0.2, "share of the adapted feature"),
  reduction: count(4, "the bottleneck has embed / reduction units"),
};

const DOWN = "adapter.fc.0";
const UP = "adapter.fc.2";

/**
 * CLIP-Adapter (Gao et al. 2024) on the image side: r * A(f) + (1 - r) * f on **unnormalised** image
 * features, A = relu(relu(f W1') W2') without biases; the text is that of the template prompts.
 */
export const clipAdapter = defineTuner({
  name: "clip-adapter",
  title: "CLIP-Adapter",
  about: "a bottleneck network on image features (Gao et al. 2024)",
  imageInput: "raw features",
  tunes: ["images"],
  options: { ...trainingOptions(), ...OPTIONS },
  recipes: {
    icons: { reproduces: "the bundled world", time: "about 10 s" },
    lab: {
      reproduces: "CLIP_Calibration's scripts for CLIP-Adapter",
      time: "1.5 EuroSAT, 9.0 DTD, 187 ImageNet, core-hours",
      options: { epochs: 200 },
    },
    authors: {
      reproduces: "CLIP-Adapter inside KaiyangZhou/CoOp, with its settings",
      time: "1.5 EuroSAT, 9.0 DTD, 187 ImageNet, core-hours",
      options: { epochs: 200 },
    },
  },
  make: (setting, options) => makeClipAdapter(setting, options),
});

function makeClipAdapter(
  setting: TunerSetting,
  { ratio, reduction }: OptionValues<typeof OPTIONS>,
): TunerFunctions {
  const frozen = frozenText(setting.classNames, (names) => templateText(setting, names));
  const embed = setting.model.architecture.embed_dim;
  const hidden = Math.max(1, Math.floor(embed / reduction));
  return cosineTuner(setting, {
    init: (random) => ({
      [`${DOWN}.weight`]: linearStart(embed, hidden, random).weight,
      [`${UP}.weight`]: linearStart(hidden, embed, random).weight,
    }),
    prepare: frozen.add,
    textFeatures: (_, names) => frozen.features(names),
    imageFeatures: (parameters: Parameters, images: Tensor): Tensor2D =>
      tf.tidy(() => {
        const inner = tf.relu(applyLinear(parameters, DOWN, images as Tensor2D));
        const adapted = tf.relu(applyLinear(parameters, UP, inner));
        const mixed = tf.add(tf.mul(adapted, ratio), tf.mul(images, 1 - ratio));
        return unitRows(mixed as Tensor2D);
      }),
  });
}
