import { IMAGENET_TEMPLATES } from "../../encoders/prompts/imagenet-templates";
import { unitRows } from "../../encoders/towers/text-tower";
import { tf } from "../../engine/tf";
import { textTuner } from "../cosine-tuner";
import { defineTuner } from "../definition";
import { flag } from "../option";
import { templateText } from "../template-text";

/** CLIP without tuning: the features of the template prompts, no parameters. */
export const zeroShot = defineTuner({
  name: "zeroshot",
  title: "zero-shot",
  about: "CLIP without tuning, with prompt templates (Radford et al. 2021)",
  imageInput: "features",
  tunes: [],
  usesTrainingImages: false,
  options: {
    ensemble: flag(false, "average CLIP's 80 prompts of ImageNet in place of the template"),
  },
  recipes: {
    icons: { reproduces: "the bundled world", time: "about 1 s" },
    lab: { reproduces: "zero-shot CLIP with CoOp's templates", time: "minutes" },
    authors: { reproduces: "zero-shot CLIP with CoOp's templates", time: "minutes" },
  },
  make: (setting, { ensemble }) =>
    textTuner(setting, {
      init: () => ({}),
      textFeatures: (_, names) => {
        if (!ensemble) return templateText(setting, names);
        return tf.tidy(() => {
          const each = IMAGENET_TEMPLATES.map((template) =>
            templateText({ ...setting, template }, names),
          );
          return unitRows(tf.addN(each));
        });
      },
    }),
});
