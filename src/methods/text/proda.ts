import { tokenPromptFeatures } from "../../encoders/prompts/token-prompts";
import { unitRows } from "../../encoders/towers/text-tower";
import { tf, type Scalar, type Tensor2D, type Tensor3D } from "../../engine/tf";
import { mismatch } from "../../errors/promptcal-error";
import { randomNormal, sampleWithoutReplacement, seededRandom } from "../../random/random";
import { classLoss, cosineLogits, textTerms } from "../class-loss";
import { frozenImageFeatures } from "../cosine-tuner";
import { defineTuner } from "../definition";
import { count, flag, number, type OptionValues } from "../option";
import { trainingOptions } from "../training-options";
import {
  FIRST_STEP,
  type Batch,
  type Parameters,
  type TrainingStep,
  type TunerFunctions,
  type TunerSetting,
} from "../tuner";
import { learnedRows, namePrompt, type ClassTokenPosition } from "./context-text";
import { CONTEXT } from "./learned-context";

const OPTIONS = {
  n_ctx: count(16, "learned context tokens of each prompt", { unit: "tokens" }),
  ctx_std: number(0.02, "standard deviation of the random start"),
  n_prompt: count(8, "prompts learned together; the authors' 32 are for more classes"),
  prompt_bs: count(4, "prompts per step; divides n_prompt"),
  alpha: number(0.1, "weight of the orthogonality loss"),
  verbatim_names: flag(false, "keep underscores of names, as the reference code does"),
};

type ProdaOptions = OptionValues<typeof OPTIONS> & {
  /** The prompts of a step in place of drawn ones, to replay a trace. */
  readonly promptsOf?: (iteration: number) => readonly number[];
};

/**
 * ProDA (Lu et al. 2022), prompt distribution learning: the text features of several prompts are taken
 * as samples of a normal distribution per class; training minimises an upper bound of the expected
 * cross-entropy (equation 8) plus alpha * mean |cos| between prompts without a name. A quarter of the
 * prompts has the name in front, a quarter in the middle, the rest at the end. Where a step takes a part
 * of the prompts, all have had their turn before any is drawn again. Text features are means of unit
 * rows, and not unit rows themselves.
 */
export const proda = defineTuner({
  name: "proda",
  title: "ProDA",
  about: "a distribution of prompts (Lu et al. 2022)",
  imageInput: "features",
  tunes: ["names"],
  // A twentieth of the authors' epochs.
  options: {
    ...trainingOptions({ epochs: 5, batch: 4, learning_rate: 0.001 }),
    ...OPTIONS,
  },
  recipes: {
    icons: { reproduces: "the bundled world", time: "about 25 s" },
    lab: {
      reproduces: "CLIP_Calibration's scripts for ProDA",
      time: "1.8 EuroSAT, 16 DTD, 3,900 ImageNet, core-hours",
      options: { epochs: 100, n_prompt: 32, verbatim_names: true },
    },
    authors: {
      reproduces: "CLIP_Calibration's scripts; ProDA's authors gave no code",
      time: "1.8 EuroSAT, 16 DTD, 3,900 ImageNet, core-hours",
      options: { epochs: 100, n_prompt: 32, verbatim_names: true },
    },
  },
  make: makeProda,
});

/** ProDA of a setting. @throws PromptcalError unless `prompt_bs` divides `n_prompt` */
export function makeProda(
  { model, tokenizer, classNames }: TunerSetting,
  options: ProdaOptions,
): TunerFunctions {
  const { n_ctx: length, n_prompt: prompts, prompt_bs: promptBatch } = options;
  const { textTower, logitScale } = model;
  const width = textTower.positions.shape[1];
  const all = Array.from({ length: prompts }, (_, i) => i);
  if (prompts % promptBatch !== 0) {
    throw mismatch({
      what: "option prompt_bs",
      expected: `a divisor of ${prompts} prompts`,
      got: String(promptBatch),
    });
  }

  /** Each prompt without a name. */
  const nameless = all.map((prompt) => [
    tokenizer.start,
    ...learnedRows(prompt, length),
    ...tokenizer.encode("."),
    tokenizer.end,
  ]);

  /** Unit features of names with some prompts, then of other texts, through one pass. */
  function unitFeatures(
    parameters: Parameters,
    names: readonly string[],
    chosen: readonly number[],
    others: readonly (readonly number[])[] = [],
  ): Tensor2D {
    const texts = names.flatMap((name) =>
      chosen.map((prompt) => {
        const rows = learnedRows(prompt, length);
        const position = positionOf(prompt, prompts);
        return namePrompt(tokenizer, position, rows, name, {
          verbatim: options.verbatim_names,
        });
      }),
    );
    const context = parameters[CONTEXT]!;
    const flat = tf.reshape(context, [prompts * length, width]) as Tensor2D;
    return unitRows(tokenPromptFeatures(textTower, [...texts, ...others], flat));
  }

  /** Mean |cos| between the prompts, each without a name. @param rows their unit features */
  function overlap(rows: Tensor2D): Scalar {
    const others = tf.sub(1, tf.eye(prompts));
    const cosines = tf.abs(tf.matMul(rows, rows, false, true));
    return tf.div(tf.sum(tf.mul(cosines, others)), prompts * (prompts - 1));
  }

  function chosenAt({ seed, iteration }: TrainingStep): readonly number[] {
    if (options.promptsOf !== undefined) return options.promptsOf(iteration);
    if (promptBatch === prompts) return all;
    const turns = prompts / promptBatch;
    const random = seededRandom("prompts", seed, Math.floor(iteration / turns));
    const order = sampleWithoutReplacement(prompts, prompts, random);
    const turn = iteration % turns;
    return [...order.slice(turn * promptBatch, (turn + 1) * promptBatch)];
  }

  /** Features of names that share a pass, shape [names, prompts, embed]. */
  const ofNames = (rows: Tensor2D, names: readonly string[]): Tensor3D =>
    tf.reshape(rows, [names.length, -1, rows.shape[1]]);

  const textFeatures = (parameters: Parameters, names: readonly string[]): Tensor2D =>
    tf.tidy(() => tf.mean(ofNames(unitFeatures(parameters, names, all), names), 1));

  return {
    textFeatures,
    imageFeatures: frozenImageFeatures,
    logits: (parameters, images, names, text) =>
      tf.tidy(() => {
        const ofNames = text ?? textFeatures(parameters, names);
        return cosineLogits(images as Tensor2D, ofNames, logitScale);
      }),
    init: (random) => {
      const shape = [prompts, length, width];
      const data = randomNormal(prompts * length * width, options.ctx_std, random);
      return { [CONTEXT]: { shape, data } };
    },
    loss: (parameters, batch, terms) => {
      const chosen = chosenAt(batch.step ?? FIRST_STEP);
      const onText = textTerms(terms);
      const groups = [classNames, ...onText.map(({ names }) => names)];
      const others = prompts > 1 ? nameless : [];
      const features = unitFeatures(parameters, groups.flat(), chosen, others);
      const counts = groups.map(({ length: names }) => names * chosen.length);
      const parts: Tensor2D[] = tf.split(features, [...counts, others.length], 0);
      const rows = ofNames(parts[0]!, classNames);
      const text: Tensor2D = tf.mean(rows, 1);
      const losses = onText.map((term, i) => {
        const ofTerm = ofNames(parts[i + 1]!, term.names);
        return [term.name, term.loss(unitRows(tf.mean(ofTerm, 1)))] as const;
      });
      const plain = cosineLogits(batch.images as Tensor2D, text, logitScale);
      const spread = tf.mul(spreads(batch, rows, text), 0.5 * logitScale ** 2);
      const orthogonality =
        prompts > 1 ? { overlap: tf.mul(overlap(parts.at(-1)!), options.alpha) } : {};
      const further = { ...orthogonality, ...Object.fromEntries(losses) };
      return classLoss(
        batch,
        tf.add(plain, spread),
        text,
        further as Readonly<Record<string, Scalar>>,
        terms,
      );
    },
  };
}

/** The reference's order: a quarter front, a quarter middle, the rest end; a single prompt end. */
function positionOf(prompt: number, prompts: number): ClassTokenPosition {
  const quarter = Math.floor(prompts / 4);
  if (prompts === 1 || prompt >= 2 * quarter) return "end";
  return prompt < quarter ? "front" : "middle";
}

/**
 * Variance of x . (t_j - t_y) for each image x of class y and class j, dimensions taken as independent:
 * sum_d x_d^2 sum_p (c_yp - c_jp)_d^2 / (prompts + 1), c the deviations from the class mean.
 * @param rows shape [classes, prompts, embed]
 * @param mean shape [classes, embed]
 * @returns shape [n, classes]
 */
function spreads({ images, labels }: Batch, rows: Tensor3D, mean: Tensor2D): Tensor2D {
  const [classes, prompts, embed] = rows.shape;
  const deviations = tf.sub(rows, tf.expandDims(mean, 1)) as Tensor3D;
  const flat = tf.reshape(deviations, [classes, prompts * embed]) as Tensor2D;
  const squares: Tensor2D = tf.square(images as Tensor2D);
  const own = tf.cast(tf.oneHot(tf.tensor1d(labels, "int32"), classes), "float32");
  const variances = tf.matMul(
    squares,
    tf.sum(tf.square(deviations), 1) as Tensor2D,
    false,
    true,
  );
  const weighted = tf.mul(tf.matMul(own as Tensor2D, flat), tf.tile(squares, [1, prompts]));
  const shared = tf.matMul(weighted as Tensor2D, flat, false, true);
  const ofLabel = tf.sum(tf.mul(variances, own), 1, true);
  const total = tf.sub(tf.add(variances, ofLabel), tf.mul(shared, 2));
  return tf.div(total, prompts + 1);
}
