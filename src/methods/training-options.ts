import { choice, count, number, type OptionValues } from "./option";

/** Optimisers, as PyTorch's of these names. */
export const OPTIMIZERS = ["sgd", "adam", "adamw"] as const;

/** Values that a method's training starts from; SGD as Dassl has it. */
export interface TrainingDefaults {
  readonly epochs?: number;
  readonly batch?: number;
  readonly optimizer?: (typeof OPTIMIZERS)[number];
  readonly learning_rate?: number;
  readonly weight_decay?: number;
  readonly warmup_epochs?: number;
}

/**
 * Options of a training: Dassl's SGD, one warm-up epoch at a constant rate, then a cosine.
 * @param own what a method starts from instead
 */
export function trainingOptions(own: TrainingDefaults = {}) {
  return {
    epochs: count(own.epochs ?? 50, "passes over the training images", {
      least: 0,
      reference: "OPTIM.MAX_EPOCH",
    }),
    batch: count(own.batch ?? 32, "images per step", {
      unit: "images",
      reference: "DATALOADER.TRAIN_X.BATCH_SIZE",
    }),
    optimizer: choice(
      own.optimizer ?? "sgd",
      OPTIMIZERS,
      "the PyTorch optimiser of that name",
      {
        reference: "OPTIM.NAME",
      },
    ),
    learning_rate: number(
      own.learning_rate ?? 0.002,
      "learning rate before the cosine decay",
      {
        reference: "OPTIM.LR",
      },
    ),
    momentum: number(0.9, "momentum of SGD", { reference: "OPTIM.MOMENTUM" }),
    weight_decay: number(
      own.weight_decay ?? 0.0005,
      "L2 penalty of SGD and Adam, decoupled decay of AdamW",
      { reference: "OPTIM.WEIGHT_DECAY" },
    ),
    warmup_epochs: count(own.warmup_epochs ?? 1, "epochs at the warm-up rate", {
      least: 0,
      reference: "OPTIM.WARMUP_EPOCH",
    }),
    warmup_rate: number(1e-5, "learning rate of the warm-up", {
      reference: "OPTIM.WARMUP_CONS_LR",
    }),
  };
}

/** Options of a training, and epsilon of Adam and AdamW where a method sets it. */
export type TrainingOptions = OptionValues<ReturnType<typeof trainingOptions>> & {
  readonly epsilon?: number;
};
