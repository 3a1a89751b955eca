import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import { mismatch } from "../../errors/promptcal-error";
import type { Checkpoint } from "./checkpoint-tensors";
import { safetensorsCheckpoint } from "./safetensors-checkpoint";
import { ArchiveFile } from "./torch/archive-source";
import { torchCheckpoint } from "./torch/torch-checkpoint";

/**
 * Opens a checkpoint file of any kind that promptcal reads: safetensors, `torch.save` since PyTorch
 * 1.6, TorchScript; of any size. The kind is told by the file's first bytes, not by its name; data are read
 * once.
 * @throws PromptcalError for a missing file, one of another kind, or a malformed one
 */
export async function openCheckpoint(path: string): Promise<Checkpoint> {
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw mismatch({ what: "checkpoint", expected: "a file", got: "none", where: path });
  }
  const start = firstBytes(path);
  // A local file header or, in an archive without files, the end of its directory.
  if (/^PK(\x03\x04|\x05\x06)/.test(start)) {
    return zipCheckpoint(path);
  }
  if (start.startsWith("\x80")) {
    throw mismatch({
      what: "checkpoint",
      expected: "safetensors or a zip archive of torch.save",
      got: "a bare pickle, as PyTorch wrote before 1.6",
      where: path,
      fix: "load it in PyTorch and save the state dict again",
    });
  }
  return safetensorsCheckpoint(path);
}

/** A character for each of the first four bytes. */
function firstBytes(path: string): string {
  const descriptor = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(4);
    return bytes.toString("latin1", 0, readSync(descriptor, bytes));
  } finally {
    closeSync(descriptor);
  }
}

async function zipCheckpoint(path: string): Promise<Checkpoint> {
  const file = new ArchiveFile(path);
  try {
    return await torchCheckpoint(file, path);
  } finally {
    file.close();
  }
}
