import { unitRows } from "../../encoders/towers/text-tower";
import { crossEntropy } from "../../engine/layers/cross-entropy";
import { tf, type Scalar, type Tensor, type Tensor2D } from "../../engine/tf";
import { batchCrossEntropy, cosineLogits, sharedPass, summedLoss } from "../class-loss";
import { learnerLayout } from "../checkpoint-layout";
import { defineTuner } from "../definition";
import { applyLinear, linearParameters } from "../linear";
import { number, type OptionValues } from "../option";
import { trainingOptions } from "../training-options";
import type {
  Batch,
  Parameters,
  ParameterValues,
  TunerFunctions,
  TunerSetting,
} from "../tuner";
import {
  CONTEXT,
  contextStart,
  contextText,
  wordedContextOptions,
} from "./learned-context";

const OPTIONS = {
  ...wordedContextOptions(),
  linear_probe_weight: number(
    0.7,
    "share of the linear head in loss and base-class logits; the rest is the similarity head's",
    { reference: "TRAINER.LINEAR_PROBE.WEIGHT" },
  ),
  lr_exp: number(6.5, "factor on the learning rate of all but the context", {
    reference: "OPTIM.LR_EXP",
  }),
};

type DeptOptions = OptionValues<typeof OPTIONS>;

const TEXT_FILM = "film_lp_text";
const IMAGE_FILM = "film_lp_img";
const HEAD = "linear_probe_proj";
const HEAD_PARAMETERS = [
  `${TEXT_FILM}.scale`,
  `${TEXT_FILM}.bias`,
  `${IMAGE_FILM}.scale`,
  `${IMAGE_FILM}.bias`,
  `${HEAD}.weight`,
  `${HEAD}.bias`,
];

/**
 * DePT (Zhang et al. 2024) on CoOp, decoupled prompt tuning: beside the similarity head, a linear head
 * on channel-wise scaled and shifted **unnormalised** features takes what is special to the base classes.
 * It is trained on the images and on their classes' text features alike. Names that are all base classes
 * are told apart by both heads, others by the similarity head alone. Regularisers of text features, such
 * as DOR, act on the prompt side.
 */
export const dept = defineTuner({
  name: "dept",
  title: "DePT",
  about:
    "CoOp with an additional linear head for base-specific knowledge (Zhang et al. 2024)",
  imageInput: "raw features",
  tunes: ["names"],
  options: {
    ...trainingOptions({ epochs: 10, batch: 4, learning_rate: 0.0035 }),
    ...OPTIONS,
  },
  recipes: {
    icons: { reproduces: "the bundled world", time: "about 20 s" },
    lab: {
      reproduces: "Koorye/DePT, base to new",
      time: "0.1 EuroSAT, 0.5 DTD, 36 ImageNet, core-hours",
    },
    authors: {
      reproduces: "Koorye/DePT, base to new",
      time: "0.1 EuroSAT, 0.5 DTD, 36 ImageNet, core-hours",
    },
  },
  checkpoint: learnerLayout({
    trainer: "ExtrasLinearProbeCoOp",
    model: "PromptLearner",
    wholeModel: true,
    parts: "context and head",
    unsaid: ["linear_probe_weight"],
  }),
  make: makeDept,
});

function makeDept(setting: TunerSetting, options: DeptOptions): TunerFunctions {
  const { model, classNames } = setting;
  const { linear_probe_weight: linearWeight, lr_exp: headRate } = options;
  const text = contextText(setting, options);
  const start = contextStart(setting, options);
  const embed = model.architecture.embed_dim;
  text.add(classNames);

  const raw = (parameters: Parameters, names: readonly string[]): Tensor2D =>
    text.features(parameters[CONTEXT]!, names);

  function textFeatures(parameters: Parameters, names: readonly string[]): Tensor2D {
    return tf.tidy(() => unitRows(raw(parameters, names)));
  }

  const imageFeatures = (_: Parameters, images: Tensor): Tensor2D =>
    tf.tidy(() => unitRows(images as Tensor2D));

  const head = (parameters: Parameters, film: string, rows: Tensor2D): Tensor2D =>
    applyLinear(parameters, HEAD, modulated(parameters, film, rows));

  /** Cross-entropy of the linear head on images and on their classes' text. */
  function headLoss(parameters: Parameters, batch: Batch, ofClasses: Tensor2D): Scalar {
    const hot = tf.oneHot(tf.tensor1d(batch.labels, "int32"), classNames.length);
    const ofLabels: Tensor2D = tf.matMul(tf.cast(hot, "float32") as Tensor2D, ofClasses);
    const logits: Tensor2D = tf.concat(
      [
        head(parameters, TEXT_FILM, ofLabels),
        head(parameters, IMAGE_FILM, batch.images as Tensor2D),
      ],
      0,
    );
    return crossEntropy(logits, Int32Array.from([...batch.labels, ...batch.labels]));
  }

  return {
    init: (random) => ({
      ...start(random),
      ...filmStart(TEXT_FILM, embed),
      ...filmStart(IMAGE_FILM, embed),
      ...linearParameters(HEAD, embed, classNames.length, random),
    }),
    prepare: (names) => text.add(names),
    textFeatures,
    imageFeatures,
    logits: (parameters, images, names, known) =>
      tf.tidy(() => {
        const unit = imageFeatures(parameters, images);
        const similar = known ?? textFeatures(parameters, names);
        const logits = cosineLogits(unit, similar, model.logitScale);
        const columns = names.map((name) => classNames.indexOf(name));
        if (columns.includes(-1)) return logits;
        const all = head(parameters, IMAGE_FILM, images as Tensor2D);
        const linear = tf.gather(all, tf.tensor1d(columns, "int32"), 1);
        const mixed = tf.add(
          tf.mul(logits, 1 - linearWeight),
          tf.mul(linear, linearWeight),
        );
        return mixed as Tensor2D;
      }),
    loss: (parameters, batch, terms) => {
      let ofClasses: Tensor2D | undefined;
      const pass = sharedPass(classNames, terms, (names) => {
        const rows = raw(parameters, names);
        ofClasses = tf.slice(rows, [0, 0], [classNames.length, embed]);
        return unitRows(rows);
      });
      const unit = imageFeatures(parameters, batch.images);
      const logits = cosineLogits(unit, pass.text, model.logitScale);
      const similarity = batchCrossEntropy(logits, batch, terms);
      const linear = headLoss(parameters, batch, ofClasses!);
      const parts = {
        ce: tf.mul(similarity, 1 - linearWeight) as Scalar,
        linear: tf.mul(linear, linearWeight) as Scalar,
        ...pass.losses,
      };
      return summedLoss(parts, logits, pass.text);
    },
    dispose: () => text.dispose(),
    training: {
      rateFactors: Object.fromEntries(HEAD_PARAMETERS.map((name) => [name, headRate])),
    },
  };
}

/** Scale 1 and shift 0 of each channel. */
function filmStart(name: string, size: number): Readonly<Record<string, ParameterValues>> {
  return {
    [`${name}.scale`]: { shape: [size], data: new Float32Array(size).fill(1) },
    [`${name}.bias`]: { shape: [size], data: new Float32Array(size) },
  };
}

function modulated(parameters: Parameters, film: string, rows: Tensor2D): Tensor2D {
  const scaled = tf.mul(rows, parameters[`${film}.scale`]!);
  return tf.add(scaled, parameters[`${film}.bias`]!) as Tensor2D;
}
