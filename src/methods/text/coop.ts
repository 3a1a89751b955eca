import { textTuner } from "../cosine-tuner";
import { hasKgcoopBuffers, placedLayout } from "../checkpoint-layout";
import { defineTuner } from "../definition";
import { trainingOptions } from "../training-options";
import { wordedContextOptions, learnedContext, placeOptions } from "./learned-context";

/**
 * CoOp (Zhou et al. 2022): a learned context, `[start] v_1 ... v_M name . [end]` by default, trained
 * with cross-entropy through the frozen text tower.
 */
export const coop = defineTuner({
  name: "coop",
  title: "CoOp",
  about: "a context learned in front of every class name (Zhou et al. 2022)",
  imageInput: "features",
  tunes: ["names"],
  options: { ...trainingOptions(), ...wordedContextOptions(), ...placeOptions() },
  recipes: {
    icons: { reproduces: "the bundled world", time: "about 6 s" },
    lab: {
      reproduces: "CLIP_Calibration's scripts for CoOp",
      time: "1.5 EuroSAT, 9.2 DTD, 248 ImageNet, core-hours",
      options: { epochs: 200 },
    },
    authors: {
      reproduces: "KaiyangZhou/CoOp, base to new",
      time: "1.5 EuroSAT, 9.2 DTD, 62 ImageNet, core-hours",
      options: { epochs: 200 },
      on: { imagenet: { epochs: 50 } },
    },
  },
  checkpoint: placedLayout({
    trainer: "CoOp",
    fits: (tensors) => !hasKgcoopBuffers(tensors),
  }),
  make: (setting, options) => textTuner(setting, learnedContext(setting, options)),
});
