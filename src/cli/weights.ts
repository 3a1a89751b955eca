import type { Command } from "commander";
import { addLazyCommands, type LazyCommands } from "./lazy-commands";

/** The commands of `promptcal weights`. */
export const WEIGHTS_COMMANDS: LazyCommands = {
  get: {
    usage: "[options] <name>",
    description: "download a published checkpoint, check its SHA-256 and import it",
    load: () => (require("./weights-get") as typeof import("./weights-get")).addWeightsGet,
  },
  import: {
    usage: "[options] <file>",
    description:
      "check a CLIP checkpoint (safetensors, torch.save or TorchScript; OpenAI's, Hugging Face's or open_clip's naming) and store it in data/weights",
    load: () =>
      (require("./weights-import") as typeof import("./weights-import")).addWeightsImport,
  },
  check: {
    usage: "[options]",
    description: "compare each weights file with its known SHA-256",
    load: () =>
      (require("./weights-check") as typeof import("./weights-check")).addWeightsCheck,
  },
};

/** `promptcal weights`: the CLIP checkpoints of the suites, and a user's. */
export function addWeights(command: Command): void {
  addLazyCommands(command, WEIGHTS_COMMANDS);
}
