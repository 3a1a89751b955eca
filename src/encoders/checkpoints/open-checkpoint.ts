import { otherKind, requireKind } from "../../files/file-kind";
import type { Checkpoint } from "./checkpoint-tensors";
import { clipNames } from "./find-clip";
import { safetensorsCheckpoint } from "./safetensors-checkpoint";
import { ArchiveFile } from "./torch/archive-source";
import { torchCheckpoint } from "./torch/torch-checkpoint";

const EXPECTED = "a CLIP checkpoint (safetensors, torch.save or TorchScript)";

/** What a file may be; a damaged header of safetensors looks like any binary file. */
const KINDS = ["zip", "safetensors", "pickle", "binary"] as const;

/**
 * Opens a checkpoint file of any kind that promptcal reads: safetensors, `torch.save` since PyTorch
 * 1.6, TorchScript; of any size. The kind is inferred from the file's first bytes, not from its name; data are read
 * once.
 * @param key of the weights that will be read, where a file of PyTorch holds several; see `findClip`
 * @throws PromptcalError for a missing file, one of another kind, or a malformed one
 */
export async function openCheckpoint(path: string, key?: string): Promise<Checkpoint> {
  const kind = requireKind(path, KINDS, EXPECTED, "download the checkpoint again");
  if (kind === "zip") return zipCheckpoint(path, key);
  if (kind === "pickle") {
    const fix =
      "PyTorch wrote such files before 1.6: load it in PyTorch and save the state dict again";
    throw otherKind(path, kind, EXPECTED, fix);
  }
  return safetensorsCheckpoint(path);
}

async function zipCheckpoint(path: string, key?: string): Promise<Checkpoint> {
  const file = new ArchiveFile(path);
  try {
    return await torchCheckpoint(file, path, (names) => clipNames(names, path, key));
  } finally {
    file.close();
  }
}
