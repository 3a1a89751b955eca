import type { Command } from "commander";
import { addLazyCommands, type LazyCommands } from "../lazy-commands";

/** The commands of `promptcal weights`. */
export const WEIGHTS_COMMANDS: LazyCommands = {
  get: {
    usage: "[options] <name>",
    description: "download, check and import a published checkpoint",
    load: () => (require("./weights-get") as typeof import("./weights-get")).addWeightsGet,
  },
  import: {
    usage: "[options] <file>",
    description:
      "check a CLIP checkpoint (safetensors, torch.save or TorchScript, with the names of OpenAI, Hugging Face or open_clip) and store it in the weights folder",
    load: () =>
      (require("./weights-import") as typeof import("./weights-import")).addWeightsImport,
  },
  check: {
    usage: "[options]",
    description: "check each weights file against its SHA-256",
    load: () =>
      (require("./weights-check") as typeof import("./weights-check")).addWeightsCheck,
  },
};

/** `promptcal weights`: the CLIP checkpoints of the suites, and a user's. */
export function addWeights(command: Command): void {
  addLazyCommands(command, WEIGHTS_COMMANDS);
}
