import type { Command } from "commander";
import { addLazyCommands, type LazyCommands } from "../lazy-commands";

/** The commands of `promptcal runs`. */
export const RUNS_COMMANDS: LazyCommands = {
  import: {
    usage: "[options] <file>",
    description:
      "make a run of base and new logits that any program computed (NPZ or safetensors)",
    load: () => (require("./runs-import") as typeof import("./runs-import")).addRunsImport,
  },
};

/** `promptcal runs`: runs from other programs. */
export function addRuns(command: Command): void {
  addLazyCommands(command, RUNS_COMMANDS);
}
