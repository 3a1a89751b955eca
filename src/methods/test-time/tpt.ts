import { tf, type Tensor2D, type Tensor3D } from "../../engine/tf";
import { mismatch } from "../../errors/promptcal-error";
import { textTuner } from "../cosine-tuner";
import { defineTuner } from "../definition";
import {
  count,
  countOrNull,
  flag,
  number,
  share,
  textOrNull,
  type OptionValues,
} from "../option";
import { CONTEXT, wordRows } from "../text/learned-context";
import { startWords } from "../text/start-words";
import type { TestTimeTuning, TunerSetting } from "../tuner";
import { confidentCount, selectViews } from "./confident-views";
import { contextsText } from "./contexts-text";
import { contextsAfterSteps } from "./steps";
import { testTimeLoss, viewLogits } from "./view-loss";

const OPTIONS = {
  ctx_init: textOrNull("a photo of a", "initial words of the context", {
    symbol: "words",
  }),
  start: textOrNull(
    null,
    "a run whose context it starts from, by method (coop, coop+dor: same data set, seed and defaults) or by id; the words when null",
  ),
  test_views: count(16, "views of each test image, including the image itself", {
    unit: "views",
  }),
  confident_share: share(
    0.1,
    "share of the views that each step uses, the most confident ones",
    {
      reference: "selection_p",
    },
  ),
  learning_rate: number(0.005, "learning rate of AdamW", { reference: "lr" }),
  weight_decay: number(0.01, "decoupled weight decay of AdamW"),
  steps: count(1, "steps on each test image", { reference: "tta_steps" }),
  two_step: flag(
    false,
    "a step on the entropy alone, then one on the regulariser alone, in place of steps on both",
  ),
  test_images: countOrNull(
    64,
    "largest number of test images of each class set, drawn by data set and seed; all when null",
    { unit: "images" },
  ),
};

/** Options of test-time prompt tuning. */
export type TptOptions = OptionValues<typeof OPTIONS>;

/**
 * Test-time prompt tuning (TPT, Shu et al. 2022). For each test image: take the entropy of the mean prediction
 * of its most confident views, make one AdamW step on the context, predict the image, start again. With a
 * regulariser of the text features it is C-TPT, O-TPT, SoC or A-TPT. There is no training and there are no labels.
 */
export const tpt = defineTuner({
  name: "tpt",
  title: "TPT",
  about: "a context tuned on the views of each test image (Shu et al. 2022)",
  imageInput: "features",
  tunes: ["text"],
  usesTrainingImages: false,
  options: OPTIONS,
  recipes: {
    icons: { reproduces: "the bundled world", time: "not measured" },
    lab: {
      reproduces: "hee-suk-yoon/C-TPT",
      time: "not measured",
      options: { test_views: 64, test_images: null },
    },
    authors: {
      reproduces: "azshue/TPT",
      time: "not measured",
      options: { test_views: 64, test_images: null },
    },
  },
  make: (setting, options) => {
    const { ids, lead } = wordsOfStart(setting, options);
    return {
      ...textTuner(setting, {
        init: () => ({ [CONTEXT]: wordRows(setting.model.textTower, ids) }),
        textFeatures: (parameters, names) =>
          tf.tidy(() => {
            const one = tf.expandDims(parameters[CONTEXT]!, 0) as Tensor3D;
            return tf.squeeze(contextsText(setting, one, lead, names), [0]) as Tensor2D;
          }),
      }),
      testTime: testTimeTuning(setting, options, lead),
    };
  },
});

/** Tokens of the words; behind a context of another run no words are left. */
function wordsOfStart(
  { tokenizer }: TunerSetting,
  { ctx_init: words, start }: TptOptions,
): ReturnType<typeof startWords> {
  if (words === null) {
    throw mismatch({ what: "option ctx_init of tpt", expected: "words", got: "null" });
  }
  const found = startWords(tokenizer, words);
  return start === null ? found : { ...found, lead: [] };
}

/** TPT's selection, steps and prediction. @throws PromptcalError where the share of the views is no view */
function testTimeTuning(
  setting: TunerSetting,
  options: TptOptions,
  lead: readonly number[],
): TestTimeTuning {
  const { test_views: views, confident_share: ofViews, test_images: maxImages } = options;
  const chosen = confidentCount(views, ofViews);
  const { logitScale } = setting.model;
  return {
    views,
    maxImages,
    predict: (parameters, features, names, terms) =>
      tf.tidy(() => {
        const n = features.shape[0];
        const start = parameters[CONTEXT] as Tensor2D;
        const textOf = (contexts: Tensor3D): Tensor3D =>
          contextsText(setting, contexts, lead, names);
        const atStart = textOf(tf.expandDims(start, 0) as Tensor3D);
        const selected = selectViews(features, atStart, logitScale, chosen);
        const contexts = contextsAfterSteps(start, n, options, terms, (moved, parts) => {
          const text = textOf(moved);
          return testTimeLoss(viewLogits(selected, text, logitScale), text, parts);
        });
        const text = textOf(contexts);
        const image = tf.slice(features, [0, 0, 0], [n, 1, features.shape[2]]);
        const logits = tf.squeeze(viewLogits(image as Tensor3D, text, logitScale), [1]);
        return { logits: logits as Tensor2D, text };
      }),
  };
}
