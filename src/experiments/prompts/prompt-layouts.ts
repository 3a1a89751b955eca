import type { CheckpointTensors } from "../../encoders/checkpoints/checkpoint-tensors";
import { eventError, oneOf } from "../../errors/promptcal-error";
import type { Options } from "../../methods/option";
import { CONTEXT } from "../../methods/text/learned-context";

/** How a reference trainer saves what it learned. */
export interface PromptLayout {
  /** Our tuner. */
  readonly tuner: string;
  /** Name of the trainer in the reference code. */
  readonly trainer: string;
  /** Folder of the checkpoint: the name that the trainer registers its model under. */
  readonly model: string;
  /** Whether that is the whole model; else the prompt learner alone. */
  readonly wholeModel: boolean;
  /** Options that the shapes of the tensors tell. */
  readonly options: (tensors: CheckpointTensors) => Options;
  /** Options that predictions depend on and no tensor tells. */
  readonly unsaid: readonly string[];
}

/** The layouts of all trainers that are known. */
export const PROMPT_LAYOUTS: readonly PromptLayout[] = [
  learner("coop", "CoOp", ["class_token_position"]),
  learner("kgcoop", "KgCoOp", ["class_token_position"]),
  learner("prograd", "ProGrad", []),
  learner("cocoop", "CoCoOp", []),
  learner("tcp", "TCP", ["layer", "token_weight"]),
  {
    ...learner("dept", "ExtrasLinearProbeCoOp", ["linear_probe_weight"]),
    model: "PromptLearner",
    wholeModel: true,
  },
  {
    tuner: "maple",
    trainer: "MaPLe",
    model: "MultiModalPromptLearner",
    wholeModel: true,
    options: (tensors) => ({
      n_ctx: contextLength(tensors),
      prompt_depth: 1 + count(tensors, /^prompt_learner\.compound_prompts_text\.\d+$/),
    }),
    unsaid: ["ctx_init"],
  },
  independent("promptsrc", "PromptSRC"),
  independent("ivlp", "IVLP"),
];

/** The layout of a tuner; undefined where the reference's is not known. */
export function layoutOf(tuner: string): PromptLayout | undefined {
  return PROMPT_LAYOUTS.find((layout) => layout.tuner === tuner);
}

/**
 * Tells which trainer saved some tensors. CoOp, KgCoOp and ProGrad may save the very same ones: then the
 * caller's word decides.
 * @param said tuner of an option; it has to fit
 * @param guessed tuner of the path; it decides between those that fit
 * @throws PromptcalError where no trainer fits, or several do and nothing decides
 */
export function recogniseLayout(
  tensors: CheckpointTensors,
  where: string,
  {
    said,
    guessed,
  }: { readonly said?: string | undefined; readonly guessed?: string | undefined },
): PromptLayout {
  const fitting = fittingTuners(tensors);
  const layouts = PROMPT_LAYOUTS.filter(({ tuner }) => fitting.includes(tuner));
  const names = layouts.map(({ trainer }) => trainer).join(", ");
  if (said !== undefined) {
    oneOf(
      said,
      PROMPT_LAYOUTS.map(({ tuner }) => tuner),
      "trainer of checkpoints",
    );
    const found = layouts.find(({ tuner }) => tuner === said);
    if (found !== undefined) return found;
    throw eventError(
      `${where} holds the tensors of ${names || "no trainer that is known"}, not of ${said}`,
      "leave --tuner out, or name another file",
    );
  }
  const found = layouts.find(({ tuner }) => tuner === guessed) ?? only(layouts);
  if (found !== undefined) return found;
  if (layouts.length === 0) {
    const some = [...tensors.keys()].filter((name) => !/token_(prefix|suffix)$/.test(name));
    throw eventError(
      `${where} is of a trainer that is not known: it holds ${some.slice(0, 6).join(", ")}`,
      `known are ${PROMPT_LAYOUTS.map(({ trainer }) => trainer).join(", ")}`,
    );
  }
  throw eventError(
    `${where} holds a context as ${names} save it, and its path names none of them`,
    `say which with --tuner ${layouts.map(({ tuner }) => tuner).join("|")}`,
  );
}

function fittingTuners(tensors: CheckpointTensors): readonly string[] {
  const has = (pattern: RegExp): boolean => count(tensors, pattern) > 0;
  const joint = has(/^prompt_learner\.(proj\.|compound_prompts_text\.)/);
  const head = has(/^(film_lp_|linear_probe_proj\.)/);
  // Adapters and heads on top of deep prompts are other methods (CoPrompt, DePT on MaPLe), as are learners of more
  // than is read here: without the rest, a context predicts something else.
  if (has(/adapter/i) || (joint && head) || has(UNKNOWN_IN_LEARNER)) return [];
  if (joint) return ["maple"];
  if (head) return ["dept"];
  if (has(/VPT/)) return has(/ZS_image_encoder/) ? ["promptsrc"] : ["ivlp", "promptsrc"];
  const up = tensors.get(`${META_NET}.linear2.weight`)?.shape[0];
  const width = tensors.get(CONTEXT)!.shape.at(-1)!;
  if (up !== undefined)
    return up === width ? ["cocoop"] : up === width * contextLength(tensors) ? ["tcp"] : [];
  return has(/^prompt_learner\.(bias_vectors$|meta_net\.)/)
    ? ["kgcoop"]
    : ["coop", "kgcoop", "prograd"];
}

const META_NET = "prompt_learner.meta_net";

/** A tensor of a prompt learner that none of the trainers saves. */
const UNKNOWN_IN_LEARNER =
  /^prompt_learner\.(?!(ctx|bias_vectors|token_\w+)$|(meta_net|proj|compound_prompts_text|compound_prompt_projections|ZS_image_encoder)\.)/;

function learner(tuner: string, trainer: string, unsaid: readonly string[]): PromptLayout {
  return {
    ...{ tuner, trainer, unsaid, model: "prompt_learner", wholeModel: false },
    options: (tensors) => ({
      n_ctx: contextLength(tensors),
      ...(tuner === "coop" || tuner === "kgcoop"
        ? { csc: tensors.get(CONTEXT)!.shape.length === 3 }
        : {}),
    }),
  };
}

function independent(tuner: string, trainer: string): PromptLayout {
  return {
    ...{ tuner, trainer, model: "VLPromptLearner", wholeModel: true },
    options: (tensors) => ({
      n_ctx_text: contextLength(tensors),
      n_ctx_vision: tensors.get("image_encoder.VPT")?.shape[0] ?? 0,
      prompt_depth_text: 1 + count(tensors, /^text_encoder\..*VPT_shallow$/),
      prompt_depth_vision: 1 + count(tensors, /^image_encoder\..*VPT_shallow$/),
    }),
    unsaid: ["ctx_init"],
  };
}

/** Learned tokens: of each class, where contexts are class-specific. */
function contextLength(tensors: CheckpointTensors): number {
  return tensors.get(CONTEXT)!.shape.at(-2)!;
}

function count(tensors: CheckpointTensors, pattern: RegExp): number {
  return [...tensors.keys()].filter((name) => pattern.test(name)).length;
}

function only<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}
