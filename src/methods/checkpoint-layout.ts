import type { CheckpointTensors } from "../encoders/checkpoints/checkpoint-tensors";
import type { Options } from "./option";
import { CONTEXT } from "./text/learned-context";

/** What a checkpoint of prompts consists of, beside frozen towers and buffers. */
export type CheckpointParts =
  | "context"
  | "context and meta-network"
  | "context and head"
  | "coupled prompts"
  | "deep prompts";

/** How the reference trainer of a method saves what it learned. */
export interface CheckpointLayout {
  /** Name of the trainer in the reference code. */
  readonly trainer: string;
  /** Folder of the checkpoint: the name that the trainer registers its model under. */
  readonly model: string;
  /** Whether that is the whole model; else the prompt learner alone. */
  readonly wholeModel: boolean;
  /** What it saves; other methods may save the same. */
  readonly parts: CheckpointParts;
  /** Whether tensors with these parts are the method's; by default they are. */
  readonly fits?: (tensors: CheckpointTensors) => boolean;
  /** Options that the shapes of the tensors tell. */
  readonly options: (tensors: CheckpointTensors) => Options;
  /** Options that predictions depend on and no tensor tells. */
  readonly unsaid: readonly string[];
  /**
   * How the words of `ctx_init` meet the length of the context: they have that length, they are shorter and zeros
   * come first, or their first tokens are learned and the others stay fixed.
   */
  readonly words: "whole" | "padded" | "cut";
}

/** Tensors of the network that makes tokens from an image or a class name. */
export const META_NETWORK = "prompt_learner.meta_net";

/** The layout of a trainer that saves its prompt learner alone: a context, and what else its method learns. */
export function learnerLayout(
  own: Pick<CheckpointLayout, "trainer"> & Partial<CheckpointLayout>,
): CheckpointLayout {
  return {
    model: "prompt_learner",
    wholeModel: false,
    parts: "context",
    options: (tensors) => ({ n_ctx: savedContextLength(tensors) }),
    unsaid: [],
    words: "whole",
    ...own,
  };
}

/** The layout of CoOp and KgCoOp, whose context may be each class's own and stand anywhere. */
export function placedLayout(
  own: Pick<CheckpointLayout, "trainer" | "fits">,
): CheckpointLayout {
  return learnerLayout({
    ...own,
    options: (tensors) => ({
      n_ctx: savedContextLength(tensors),
      csc: tensors.get(CONTEXT)!.shape.length === 3,
    }),
    unsaid: ["class_token_position"],
  });
}

/** The layout of IVLP and what builds on it: deep prompts of their own in both towers. */
export function independentLayout(
  own: Pick<CheckpointLayout, "trainer" | "fits">,
): CheckpointLayout {
  return {
    ...own,
    model: "VLPromptLearner",
    wholeModel: true,
    parts: "deep prompts",
    options: (tensors) => ({
      n_ctx_text: savedContextLength(tensors),
      n_ctx_vision: tensors.get("image_encoder.VPT")?.shape[0] ?? 0,
      prompt_depth_text: 1 + countTensors(tensors, /^text_encoder\..*VPT_shallow$/),
      prompt_depth_vision: 1 + countTensors(tensors, /^image_encoder\..*VPT_shallow$/),
    }),
    unsaid: ["ctx_init"],
    words: "cut",
  };
}

/** A tensor of a prompt learner that none of the trainers saves. */
const UNKNOWN_IN_LEARNER =
  /^prompt_learner\.(?!(ctx|bias_vectors|token_\w+)$|(meta_net|proj|compound_prompts_text|compound_prompt_projections|ZS_image_encoder)\.)/;

/**
 * What some tensors are of; undefined for adapters and heads on top of deep prompts, which are other methods, and for
 * learners of more than is read here: without the rest, a context predicts something else.
 */
export function checkpointParts(tensors: CheckpointTensors): CheckpointParts | undefined {
  const has = (pattern: RegExp): boolean => countTensors(tensors, pattern) > 0;
  const coupled = has(/^prompt_learner\.(proj\.|compound_prompts_text\.)/);
  const head = has(/^(film_lp_|linear_probe_proj\.)/);
  if (has(/adapter/i) || (coupled && head) || has(UNKNOWN_IN_LEARNER)) return undefined;
  if (coupled) return "coupled prompts";
  if (head) return "context and head";
  if (has(/VPT/)) return "deep prompts";
  return metaNetworkRows(tensors) === undefined ? "context" : "context and meta-network";
}

/** Values that the meta-network makes at a time; undefined without one. */
export function metaNetworkRows(tensors: CheckpointTensors): number | undefined {
  return tensors.get(`${META_NETWORK}.linear2.weight`)?.shape[0];
}

/** Width of the context's tokens. */
export function savedContextWidth(tensors: CheckpointTensors): number {
  return tensors.get(CONTEXT)!.shape.at(-1)!;
}

/** Learned tokens: of each class, where contexts are class-specific. */
export function savedContextLength(tensors: CheckpointTensors): number {
  return tensors.get(CONTEXT)!.shape.at(-2)!;
}

/** Number of tensors whose name fits a pattern. */
export function countTensors(tensors: CheckpointTensors, pattern: RegExp): number {
  return [...tensors.keys()].filter((name) => pattern.test(name)).length;
}

/** Whether a context comes with KgCoOp's own buffers, which CoOp and ProGrad do not save. */
export function hasKgcoopBuffers(tensors: CheckpointTensors): boolean {
  return countTensors(tensors, /^prompt_learner\.(bias_vectors$|meta_net\.)/) > 0;
}
