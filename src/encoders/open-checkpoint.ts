import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { mismatch } from "../numeric/errors";
import type { Checkpoint } from "./checkpoint-tensors";
import { safetensorsCheckpoint } from "./safetensors-checkpoint";
import { torchCheckpoint } from "./torch/torch-checkpoint";

/** Node reads files up to this size at once; the largest of OpenAI's archives has 0.93 GB. */
const LARGEST_ARCHIVE = 2 ** 31 - 1;

/**
 * Opens a checkpoint file of any kind that promptcal reads: safetensors, `torch.save` since PyTorch
 * 1.6, TorchScript. The kind is told by the file's first bytes, not by its name; the file is read once.
 * @throws PromptcalError for a missing file, one of another kind, or a malformed one
 */
export async function openCheckpoint(path: string): Promise<Checkpoint> {
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw mismatch({ what: "checkpoint", expected: "a file", got: "none", where: path });
  }
  const start = firstBytes(path);
  // A local file header or, in an archive without files, the end of its directory.
  if (/^PK(\x03\x04|\x05\x06)/.test(start)) {
    checkSize(path);
    return torchCheckpoint(readFileSync(path), path);
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

function checkSize(path: string): void {
  const { size } = statSync(path);
  if (size <= LARGEST_ARCHIVE) return;
  throw mismatch({
    what: "checkpoint",
    expected: `an archive of at most ${LARGEST_ARCHIVE} bytes`,
    got: `${size}`,
    where: path,
    fix: "save the state dict alone, or as safetensors, which may be of any size",
  });
}
