import { existsSync, readFileSync, statSync } from "node:fs";
import { mismatch } from "../numeric/errors";
import type { Checkpoint } from "./checkpoint-tensors";
import { safetensorsCheckpoint } from "./safetensors-checkpoint";
import { torchCheckpoint } from "./torch/torch-checkpoint";

/** Node reads files up to this size at once; the largest of OpenAI's has 0.93 GB. */
const LARGEST_FILE = 2 ** 31 - 1;

/**
 * Opens a checkpoint file of any kind that promptcal reads: safetensors, `torch.save` since PyTorch
 * 1.6, TorchScript. The kind is told by the file's first bytes, not by its name; the file is read once.
 * @throws PromptcalError for a missing file, one of another kind, or a malformed one
 */
export async function openCheckpoint(path: string): Promise<Checkpoint> {
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw mismatch({ what: "checkpoint", expected: "a file", got: "none", where: path });
  }
  const { size } = statSync(path);
  if (size > LARGEST_FILE) {
    throw mismatch({
      what: "checkpoint",
      expected: `at most ${LARGEST_FILE} bytes`,
      got: `${size}`,
      where: path,
      fix: "store it in half precision",
    });
  }
  const bytes = readFileSync(path);
  // A local file header or, in an archive without files, the end of its directory.
  if (/^PK(\x03\x04|\x05\x06)/.test(bytes.toString("latin1", 0, 4))) {
    return torchCheckpoint(bytes, path);
  }
  if (bytes[0] === 0x80) {
    throw mismatch({
      what: "checkpoint",
      expected: "safetensors or a zip archive of torch.save",
      got: "a bare pickle, as PyTorch wrote before 1.6",
      where: path,
      fix: "load it in PyTorch and save the state dict again",
    });
  }
  return safetensorsCheckpoint(bytes, path);
}
