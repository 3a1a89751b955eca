/**
 * Recipes of the methods with prompts in the image tower. Their batches are of 4 images, as in all of
 * their authors' code, since each step runs both towers.
 */
const TRAINING = {
  epochs: 5,
  batch: 4,
  optimizer: "sgd",
  momentum: 0.9,
  weight_decay: 0.0005,
  warmup_epochs: 1,
  warmup_rate: 1e-5,
  context_sd: 0.02,
} as const;

/** Defaults: sizes fit the bundled CLIP of 4 blocks, where depth 3 is what 9 is of 12. */
export const JOINT_METHODS = {
  /** The text side is the data set's template. */
  vpt: { ...TRAINING, learning_rate: 0.0025, visual: 8, depth: 4, context_words: null },
  maple: {
    ...TRAINING,
    learning_rate: 0.0035,
    context: 2,
    context_words: "a photo of a",
    depth: 3,
  },
  ivlp: {
    ...TRAINING,
    learning_rate: 0.0025,
    context: 4,
    context_words: "a photo of a",
    visual: 4,
    depth_text: 3,
    depth_vision: 3,
  },
  /** The teacher is the data set's template: the bundled CLIP knows few of ImageNet's. */
  promptsrc: {
    ...TRAINING,
    epochs: 20,
    learning_rate: 0.0025,
    context: 4,
    context_words: "a photo of a",
    visual: 4,
    depth_text: 3,
    depth_vision: 3,
    text_weight: 25,
    image_weight: 10,
    imagenet_teacher: false,
    averaging_mean: 15,
    averaging_sd: 1,
  },
  coprompt: {
    ...TRAINING,
    epochs: 8,
    learning_rate: 0.0035,
    context: 2,
    context_words: "a photo of a",
    depth: 3,
    weight: 1,
    text_ratio: 0.2,
    image_ratio: 0.1,
    reduction: 4,
    /** A JSON file, see `readClassDescriptions`; the data set's template when null. */
    descriptions: null,
    /** Of views: with `randaugment`, the frozen tower sees another one than the tuned. */
    augmentation: "coop",
  },
} as const;

/**
 * What the code of the paper's lab (CLIP_Calibration) uses on ViT-B/16 beside the defaults; of IVLP and
 * CoPrompt, which it lacks, what their authors use. MaPLe starts at random there, and PromptSRC has the
 * few-shot recipe of 50 epochs, with its wide average.
 */
export const JOINT_LAB = {
  vpt: { epochs: 5, depth: 12, context_words: "a photo of a" },
  maple: { epochs: 5, depth: 9, context_words: null },
  ivlp: { epochs: 20, depth_text: 9, depth_vision: 9 },
  promptsrc: {
    epochs: 50,
    depth_text: 9,
    depth_vision: 9,
    imagenet_teacher: true,
    averaging_mean: 30,
    averaging_sd: 30,
  },
  coprompt: { epochs: 8, depth: 9, augmentation: "randaugment" },
} as const;

/**
 * What each method's own code uses from base to new classes beside the defaults (multimodal-prompt-learning
 * and PromptSRC of muzairkhattak, ShuvenduRoy/CoPrompt). CoPrompt's descriptions are a file of one's own.
 */
export const JOINT_AUTHORS = {
  ...JOINT_LAB,
  maple: { epochs: 5, depth: 9 },
  promptsrc: { epochs: 20, depth_text: 9, depth_vision: 9, imagenet_teacher: true },
} as const;

/** The average that PromptSRC's few-shot recipe names for some data sets: late epochs alone. */
const LATE = { promptsrc: { averaging_mean: 45, averaging_sd: 5 } } as const;

/** What the lab's recipes change further on some data sets. */
export const JOINT_LAB_ON_DATASETS = {
  stanford_cars: LATE,
  oxford_flowers: LATE,
  fgvc_aircraft: LATE,
  dtd: LATE,
  eurosat: LATE,
} as const;
