/** Recipes of the text-side and fixed-head methods. */

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

/** A start from words: their number of tokens is that of the context. */
const WORDS = { context: 4, context_words: "a photo of a", context_sd: 0.02 } as const;

/** Where the class name stands, and whether each class has a context of its own. */
const PLACE = { class_token: "end", class_specific: false } as const;

/**
 * Weight and sharpness of Tip-Adapter's cache in training; those of predictions are chosen on validation
 * images, up to these ends.
 */
const CACHE = { alpha: 1.17, beta: 1, search: true, search_alpha: 3, search_beta: 7 };

/** Defaults: sizes and lengths fit the bundled CLIP of 4 text blocks. */
export const TEXT_METHODS = {
  /** The data set's template, or CLIP's 80 prompts of ImageNet averaged. */
  zeroshot: { ensemble: false },
  /** 16 random tokens, shared by all classes (CoOp's unified context, class token at the end). */
  coop: { ...TRAINING, context_sd: 0.02, ...PLACE, context: 16, context_words: null },
  /** The words make the context 4 tokens long; weight 8 (KgCoOp's own default). */
  kgcoop: { ...TRAINING, ...WORDS, ...PLACE, weight: 8 },
  /** One image per step, as each has its own pass of all names. */
  /** Half of the authors' epochs: a step makes all classes' prompts for one image. */
  cocoop: { ...TRAINING, ...WORDS, epochs: 5, batch: 1 },
  /** Rows in front of the words start at zero. */
  prograd: { ...TRAINING, ...WORDS, context: 16, strength: 1, temperature: 1 },
  /** 8 prompts in place of the authors' 32, since the data sets have few classes, and a twentieth of the epochs. */
  proda: {
    ...TRAINING,
    batch: 4,
    learning_rate: 0.001,
    epochs: 5,
    context: 16,
    context_sd: 0.02,
    prompts: 8,
    prompt_batch: 4,
    alpha: 0.1,
    verbatim_names: false,
  },
  /** The extra layers learn 6.5 times faster. */
  dept: {
    ...TRAINING,
    ...WORDS,
    epochs: 10,
    batch: 4,
    learning_rate: 0.0035,
    context: 16,
    context_words: null,
    linear_weight: 0.7,
    head_rate: 6.5,
  },
  tcp: {
    ...TRAINING,
    ...WORDS,
    optimizer: "adam",
    layer: 2,
    token_weight: 1,
    weight: 8,
  },
  taskres: {
    ...TRAINING,
    optimizer: "adam",
    learning_rate: 0.0002,
    batch: 256,
    residual_scale: 0.5,
    verbatim_names: false,
  },
  "clip-adapter": { ...TRAINING, ratio: 0.2, reduction: 4 },
  "tip-adapter": { ...CACHE },
  /** PyTorch's AdamW with epsilon 1e-4, no warm-up. */
  "tip-adapter-f": {
    ...TRAINING,
    epochs: 20,
    batch: 256,
    optimizer: "adamw",
    learning_rate: 0.001,
    weight_decay: 0.01,
    epsilon: 1e-4,
    warmup_epochs: 0,
    ...CACHE,
  },
} as const;

/**
 * What the paper's lab (CLIP_Calibration) uses on ViT-B/16 beside the defaults; of methods that it lacks,
 * what their authors use. TaskRes' and ProDA's prompts keep underscores there.
 */
export const TEXT_LAB = {
  coop: { epochs: 200 },
  kgcoop: { epochs: 200 },
  cocoop: { epochs: 10 },
  prograd: { epochs: 100 },
  proda: { epochs: 100, prompts: 32, verbatim_names: true },
  dept: { epochs: 10 },
  tcp: { epochs: 50, layer: 8 },
  taskres: { epochs: 200, verbatim_names: true },
  "clip-adapter": { epochs: 200 },
  "tip-adapter-f": { epochs: 20 },
} as const;

/**
 * What each method's own code uses on ViT-B/16 beside the defaults (KaiyangZhou/CoOp, htyao89/KgCoOp and
 * Textual-based_Class-aware_prompt_tuning, BeierZhu/Prompt-align, Koorye/DePT, geekyutao/TaskRes,
 * gaopengcuhk/Tip-Adapter). ProDA's authors gave no code; CLIP-Adapter's runs inside CoOp's with its
 * settings: both are as in the lab's.
 */
export const TEXT_AUTHORS = {
  ...TEXT_LAB,
  kgcoop: { epochs: 100, batch: 128 },
  taskres: { epochs: 200, learning_rate: 0.002, verbatim_names: true },
} as const;

/** What the authors change further on some data sets. */
export const TEXT_ON_DATASETS = {
  imagenet: { coop: { epochs: 50 }, taskres: { learning_rate: 0.0002 } },
  oxford_flowers: { taskres: { residual_scale: 1 } },
  dtd: cacheOn({ alpha: 2, search_alpha: 13, search_beta: 13 }),
  eurosat: cacheOn({ alpha: 2, search_alpha: 10, search_beta: 12 }, { epochs: 100 }),
  fgvc_aircraft: cacheOn({ alpha: 5, search_alpha: 30, search_beta: 30 }),
} as const;

type Numbers = Readonly<Record<string, number>>;

/** Changes to both forms of Tip-Adapter, and to the trained one alone. */
function cacheOn(both: Numbers, trained: Numbers = {}): Record<string, Numbers> {
  return { "tip-adapter": both, "tip-adapter-f": { ...both, ...trained } };
}
