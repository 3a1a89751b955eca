import { JOINT_METHODS } from "./joint-recipes";

/**
 * Recipes: every option of every method with its value.
 *
 * `icons` is the bundled world's (50 epochs, short names; facts in the README). `lab` is what the
 * code of the paper's lab uses for the photographs (200 epochs, batch 32); which values the paper
 * itself used is inferred, so results name their recipe.
 */

/** Value of one option; null is off. */
export type OptionValue = number | string | boolean | null;
/** Options by name; those of a regulariser carry its name: `dor.weight`. */
export type Options = Readonly<Record<string, OptionValue>>;

export const TUNERS = [
  "zeroshot",
  "coop",
  "kgcoop",
  "vpt",
  "maple",
  "ivlp",
  "promptsrc",
  "coprompt",
] as const;
export type TunerName = (typeof TUNERS)[number];
export const REGULARISERS = ["none", "dor"] as const;
export type RegulariserName = (typeof REGULARISERS)[number];

/** Dassl's SGD: one warm-up epoch at a constant rate, then a cosine. */
const TRAINING = {
  epochs: 50,
  batch: 32,
  optimizer: "sgd",
  learning_rate: 0.002,
  momentum: 0.9,
  weight_decay: 0.0005,
  warmup_epochs: 1,
  warmup_rate: 1e-5,
} as const;

/** A learned context that all classes share, behind it the class name. */
const CONTEXT = {
  context_sd: 0.02,
  class_token: "end",
  class_specific: false,
} as const;

const METHODS: Readonly<Record<TunerName, Options>> = {
  zeroshot: {},
  /** 16 random tokens, shared by all classes (CoOp's unified context, class token at the end). */
  coop: { ...TRAINING, ...CONTEXT, context: 16, context_words: null },
  /** The words make the context 4 tokens long; weight 8 (KgCoOp's own default). */
  kgcoop: {
    ...TRAINING,
    ...CONTEXT,
    context: 4,
    context_words: "a photo of a",
    weight: 8,
  },
  ...JOINT_METHODS,
};

/** K 5000 nearest nouns, B 32 per step; the paper does not say B. */
const DOR: Options = {
  "dor.candidates": 5000,
  "dor.batch": 32,
  "dor.choice": "near",
  "dor.resample": "step",
  "dor.max_words": 3,
  "dor.remove_head_nouns": false,
};

/** lambda of the paper: 8 on CoOp, 2 on all other methods. */
const DOR_WEIGHTS: Readonly<Record<TunerName, number>> = {
  zeroshot: 0,
  coop: 8,
  kgcoop: 2,
  vpt: 2,
  maple: 2,
  ivlp: 2,
  promptsrc: 2,
  coprompt: 2,
};

/** Named sets of changes to the defaults. */
export const RECIPES: Readonly<Record<"icons" | "lab", Options>> = {
  icons: {},
  lab: { epochs: 200, "dor.batch": 100 },
};

/**
 * All options of a method, resolved.
 * @param changes values that replace defaults; those of other methods are ignored
 */
export function defaultOptions(
  tuner: TunerName,
  regulariser: RegulariserName,
  changes: Options = {},
): Options {
  const own: Options =
    regulariser === "dor"
      ? { ...METHODS[tuner], ...DOR, "dor.weight": DOR_WEIGHTS[tuner] }
      : METHODS[tuner];
  const known = Object.entries(changes).filter(([name]) => Object.hasOwn(own, name));
  return { ...own, ...Object.fromEntries(known) };
}
