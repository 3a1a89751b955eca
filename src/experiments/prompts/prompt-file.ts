import type { CheckpointTensors } from "../../encoders/checkpoints/checkpoint-tensors";
import { safetensorsCheckpoint } from "../../encoders/checkpoints/safetensors-checkpoint";
import { ArchiveFile } from "../../encoders/checkpoints/torch/archive-source";
import { torchCheckpoint } from "../../encoders/checkpoints/torch/torch-checkpoint";
import { firstFew } from "../../errors/first-few";
import { eventError } from "../../errors/promptcal-error";
import { requireKind } from "../../files/file-kind";
import { epochOf } from "./find-prompt-files";

/** A checkpoint of a prompt trainer, opened. */
export interface PromptFile {
  readonly path: string;
  /** SHA-256 of the file. */
  readonly hash: string;
  /** Of its name; null where that has none. */
  readonly epoch: number | null;
  /** Under the names of the trainer's whole model: `prompt_learner.ctx`, `image_encoder.VPT`. */
  readonly tensors: CheckpointTensors;
  /** What a safetensors file says of itself; empty for others. */
  readonly metadata: Readonly<Record<string, string>>;
}

const EXPECTED = "a checkpoint of a prompt trainer (torch.save or safetensors)";
/** Where the learned context stands, in a prompt learner or in a whole model. */
const CONTEXT_NAME = /^(|.*?\.)(prompt_learner\.|)ctx$/;

/**
 * Opens what a prompt trainer saved. Nothing in it is executed. What lies beside the state dict, an optimizer or
 * a scheduler, is passed over.
 * @throws PromptcalError for another kind of file, a damaged one, or one without a learned context
 */
export async function openPromptFile(path: string): Promise<PromptFile> {
  const kind = requireKind(path, ["zip", "safetensors"] as const, EXPECTED);
  const { tensors, hash, metadata } =
    kind === "safetensors" ? safetensorsCheckpoint(path) : await openArchive(path);
  const names = modelNames(tensors.keys());
  if (names === undefined) throw withoutContext(path, tensors);
  const renamed = [...names].map(([name, own]) => [own, tensors.get(name)!] as const);
  return { path, hash, epoch: epochOf(path), tensors: new Map(renamed), metadata };
}

async function openArchive(path: string) {
  const file = new ArchiveFile(path);
  try {
    return await torchCheckpoint(file, path, (names) => modelNames(names)?.keys() ?? []);
  } finally {
    file.close();
  }
}

/**
 * Names of the model that holds the learned context, by the names in the file. A prompt learner that was saved
 * alone gets its place in the model. Of several, the one nearest to the root is taken.
 */
function modelNames(names: Iterable<string>): ReadonlyMap<string, string> | undefined {
  const all = [...names];
  const [found] = all
    .flatMap((name) => {
      const match = CONTEXT_NAME.exec(name);
      return match === null ? [] : [{ prefix: match[1]!, learner: match[2]! }];
    })
    .sort((a, b) => a.prefix.length - b.prefix.length);
  if (found === undefined) return undefined;
  const { prefix, learner } = found;
  const added = learner === "" ? "prompt_learner." : "";
  return new Map(
    all
      .filter((name) => name.startsWith(prefix))
      .map((name) => [name, added + name.slice(prefix.length)]),
  );
}

function withoutContext(path: string, tensors: CheckpointTensors): Error {
  return eventError(
    `${path} is no checkpoint of a prompt trainer: it has no tensor prompt_learner.ctx, but ${firstFew([...tensors.keys()])}`,
    "name a file that CoOp's, MaPLe's or a related trainer saved",
  );
}
