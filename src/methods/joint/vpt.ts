import { checkDepth, imageFeaturesWithPrompts } from "../../encoders/prompts/deep-image";
import { visionTransformer } from "../../encoders/towers/image-tower";
import { unitRows } from "../../encoders/towers/text-tower";
import { tf, type Tensor, type Tensor2D } from "../../engine/tf";
import { cosineTuner } from "../cosine-tuner";
import { defineTuner } from "../definition";
import { count, number, textOrNull, type OptionValues } from "../option";
import { templateText } from "../template-text";
import { trainingOptions } from "../training-options";
import type { Parameters, TunerFunctions, TunerSetting } from "../tuner";
import { patchRows } from "./patches";
import { visualPrompts } from "./visual-prompts";

const OPTIONS = {
  n_ctx_vision: count(8, "learned visual prompts per block", { unit: "prompts" }),
  prompt_depth_vision: count(4, "blocks with prompts: 1 is VPT shallow, more is VPT deep", {
    unit: "blocks",
  }),
  ctx_std: number(0.02, "standard deviation of the random start"),
  ctx_init: textOrNull(
    null,
    "words in front of the name on the frozen text side; the data set's template when null",
    { symbol: "words" },
  ),
};

/**
 * Visual prompt tuning (VPT, Jia et al. 2022) of CLIP as MaPLe's code has it: learned rows behind the
 * patches, shallow or in every block up to a depth; text is frozen.
 */
export const vpt = defineTuner({
  name: "vpt",
  title: "VPT",
  about: "learned prompts in the image tower only (Jia et al. 2022)",
  imageInput: "patches",
  tunes: ["images"],
  options: {
    ...trainingOptions({ epochs: 5, batch: 4, learning_rate: 0.0025 }),
    ...OPTIONS,
  },
  recipes: {
    icons: { reproduces: "the bundled world", time: "about 20 s" },
    lab: {
      reproduces: "CLIP_Calibration's scripts for VPT deep",
      time: "1.1 EuroSAT, 0.8 DTD, 18 ImageNet, core-hours",
      options: { prompt_depth_vision: 12, ctx_init: "a photo of a" },
    },
    authors: {
      reproduces: "VPT deep in muzairkhattak/multimodal-prompt-learning",
      time: "1.1 EuroSAT, 0.8 DTD, 18 ImageNet, core-hours",
      options: { prompt_depth_vision: 12, ctx_init: "a photo of a" },
    },
  },
  make: makeVpt,
});

/** VPT of a setting. @throws PromptcalError if the depth exceeds the tower's blocks */
function makeVpt(
  setting: TunerSetting,
  options: OptionValues<typeof OPTIONS>,
): TunerFunctions {
  const { classNames } = setting;
  const { n_ctx_vision: count, prompt_depth_vision: depth, ctx_init: words } = options;
  const imageTower = visionTransformer(setting.model.imageTower);
  checkDepth("visual prompts", depth, imageTower.blocks.length);
  const prompts = visualPrompts(imageTower, { count, depth, sd: options.ctx_std });
  const worded = words === null ? setting : { ...setting, template: `${words} {}.` };
  const ofClasses = templateText(worded);
  const textFeatures = (names: readonly string[]): Tensor2D =>
    names.length === classNames.length && names.every((name, i) => name === classNames[i])
      ? ofClasses.clone()
      : templateText(worded, names);
  return cosineTuner(setting, {
    init: prompts.init,
    textFeatures: (_, names) => textFeatures(names),
    imageFeatures: (parameters: Parameters, images: Tensor): Tensor2D =>
      tf.tidy(() => {
        const rows = patchRows(imageTower, images);
        return unitRows(imageFeaturesWithPrompts(imageTower, rows, prompts.of(parameters)));
      }),
    owns: [ofClasses],
  });
}
