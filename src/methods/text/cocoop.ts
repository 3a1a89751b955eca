import { unitRows } from "../../encoders/towers/text-tower";
import { tf, type Scalar, type Tensor, type Tensor2D } from "../../engine/tf";
import { PromptcalError } from "../../errors/promptcal-error";
import { classLoss, cosineLogits, sharedPass, textTerms } from "../class-loss";
import { frozenImageFeatures } from "../cosine-tuner";
import {
  learnerLayout,
  META_NETWORK,
  metaNetworkRows,
  savedContextWidth,
} from "../checkpoint-layout";
import { defineTuner } from "../definition";
import { applyLinear, linearParameters } from "../linear";
import { trainingOptions } from "../training-options";
import type { Parameters, TunerFunctions, TunerSetting } from "../tuner";
import {
  CONTEXT,
  wordedContextOptions,
  contextStart,
  contextText,
  type ContextOptions,
} from "./learned-context";

/** Embedding dimensions per unit of the meta-network's hidden layer. */
const REDUCTION = 16;
const DOWN = `${META_NETWORK}.linear1`;
const UP = `${META_NETWORK}.linear2`;

/**
 * CoCoOp (Zhou et al. 2022b): CoOp whose context is shifted, for each image, by a small network of its
 * unit feature, linear - ReLU - linear with embed / 16 hidden units. Every image thus has its own text
 * features: a step makes one pass of all names per image. A term on text features (DOR) is averaged over
 * the images of the batch, each with its own context.
 */
export const cocoop = defineTuner({
  name: "cocoop",
  title: "CoCoOp",
  about: "CoOp, with the context shifted by a function of each image (Zhou et al. 2022b)",
  imageInput: "features",
  tunes: ["names"],
  options: {
    // One image per step, as each has its own pass of all names; half of the authors' epochs.
    ...trainingOptions({ epochs: 5, batch: 1 }),
    ...wordedContextOptions({ n_ctx: 4, ctx_init: "a photo of a" }),
  },
  recipes: {
    icons: { reproduces: "the bundled world", time: "about 25 s" },
    lab: {
      reproduces: "CLIP_Calibration's scripts for CoCoOp",
      time: "0.3 EuroSAT, 0.8 DTD, 124 ImageNet, core-hours",
      options: { epochs: 10 },
    },
    authors: {
      reproduces: "KaiyangZhou/CoOp, CoCoOp from base to new",
      time: "0.3 EuroSAT, 0.8 DTD, 124 ImageNet, core-hours",
      options: { epochs: 10 },
    },
  },
  checkpoint: learnerLayout({
    trainer: "CoCoOp",
    parts: "context and meta-network",
    fits: (tensors) => metaNetworkRows(tensors) === savedContextWidth(tensors),
  }),
  make: (setting, options) => makeCocoop(setting, options),
});

function makeCocoop(setting: TunerSetting, options: ContextOptions): TunerFunctions {
  const { model, classNames } = setting;
  const text = contextText(setting, options);
  const start = contextStart(setting, options);
  const embed = model.architecture.embed_dim;
  const hidden = Math.max(1, Math.floor(embed / REDUCTION));
  const width = model.textTower.positions.shape[1];
  text.add(classNames);

  /** Shift of the context for each image, shape [n, width]. */
  function shifts(parameters: Parameters, images: Tensor): Tensor2D {
    const inner = tf.relu(applyLinear(parameters, DOWN, images as Tensor2D));
    return applyLinear(parameters, UP, inner);
  }

  function shifted(
    parameters: Parameters,
    shift: Tensor,
    names: readonly string[],
  ): Tensor2D {
    return tf.tidy(() =>
      unitRows(text.features(tf.add(parameters[CONTEXT]!, shift), names)),
    );
  }

  return {
    hasTextOfEachImage: true,
    imageFeatures: frozenImageFeatures,
    init: (random) => ({
      ...start(random),
      ...linearParameters(DOWN, embed, hidden, random),
      ...linearParameters(UP, hidden, width, random),
    }),
    prepare: (names) => text.add(names),
    textFeatures: (parameters, names, images) => {
      if (images === undefined) {
        throw new PromptcalError(
          "text features of cocoop: expected images, got none: its prompts depend on them",
        );
      }
      return tf.tidy(() =>
        shifted(parameters, tf.mean(shifts(parameters, images), 0, true), names),
      );
    },
    logits: (parameters, images, names) =>
      tf.tidy(() => {
        const rows = rowsOf(images).map((image) =>
          tf.tidy(() => {
            const own = shifted(parameters, shifts(parameters, image), names);
            return cosineLogits(image, own, model.logitScale);
          }),
        );
        return tf.concat(rows, 0);
      }),
    loss: (parameters, batch, terms) => {
      const images = rowsOf(batch.images);
      const passes = images.map((image) => {
        const shift = shifts(parameters, image);
        return sharedPass(classNames, terms, (names) => shifted(parameters, shift, names));
      });
      const logits = tf.concat(
        passes.map((pass, i) => cosineLogits(images[i]!, pass.text, model.logitScale)),
        0,
      );
      const losses = textTerms(terms).map(({ name }) => [
        name,
        meanOf(passes.map((pass) => pass.losses[name]!)),
      ]);
      const text = meanOf(passes.map((pass) => pass.text));
      return classLoss(
        batch,
        logits,
        text,
        Object.fromEntries(losses) as Readonly<Record<string, Scalar>>,
        terms,
      );
    },
    dispose: () => text.dispose(),
  };
}

/** Rows as matrices of one row. */
function rowsOf(images: Tensor): Tensor2D[] {
  return tf.split(images as Tensor2D, images.shape[0]!, 0);
}

function meanOf<T extends Tensor>(items: readonly T[]): T {
  return tf.div(tf.addN([...items]), items.length) as T;
}
