import { tf } from "../../engine/tf";
import { textTuner } from "../cosine-tuner";
import { placedLayout } from "../checkpoint-layout";
import { defineTuner } from "../definition";
import { number } from "../option";
import { templateText } from "../template-text";
import { trainingOptions } from "../training-options";
import { anchorLoss } from "./anchor-loss";
import { wordedContextOptions, learnedContext, placeOptions } from "./learned-context";

/**
 * KgCoOp (Yao et al. 2023): CoOp plus w * (1 - mean_c cos(t_c, f_c)), where f_c is the zero-shot feature
 * of base class c with the data set's own template.
 */
export const kgcoop = defineTuner({
  name: "kgcoop",
  title: "KgCoOp",
  about: "CoOp, with text features kept close to the zero-shot ones (Yao et al. 2023)",
  imageInput: "features",
  tunes: ["names"],
  options: {
    ...trainingOptions(),
    ...wordedContextOptions({ n_ctx: 4, ctx_init: "a photo of a" }),
    ...placeOptions(),
    w: number(8, "weight of the distance to the zero-shot features", {
      symbol: "λ",
      reference: "TRAINER.COOP.W",
    }),
  },
  recipes: {
    icons: { reproduces: "the bundled world", time: "about 12 s" },
    lab: {
      reproduces: "CLIP_Calibration's scripts for KgCoOp",
      time: "1.5 EuroSAT, 9.2 DTD, 248 ImageNet, core-hours",
      options: { epochs: 200 },
    },
    authors: {
      reproduces: "htyao89/KgCoOp, base to new",
      time: "not measured",
      options: { epochs: 100, batch: 128 },
    },
  },
  checkpoint: placedLayout({ trainer: "KgCoOp" }),
  make: (setting, options) => {
    const context = learnedContext(setting, options);
    const frozen = templateText(setting);
    return textTuner(setting, {
      ...context,
      terms: ({ text }) => ({ kgcoop: tf.mul(anchorLoss(text, frozen), options.w) }),
      owns: [...(context.owns ?? []), frozen],
    });
  },
});
