import type { Command } from "commander";
import { addLazyCommands, type LazyCommands } from "../lazy-commands";

/** The commands of `promptcal prompts`. */
export const PROMPTS_COMMANDS: LazyCommands = {
  import: {
    usage: "[options] <path>",
    description:
      "evaluate prompts that were learned elsewhere: checkpoints of CoOp, CoCoOp, KgCoOp, ProGrad, MaPLe, PromptSRC, TCP or DePT, one file or a folder of many",
    load: () =>
      (require("./prompts-import") as typeof import("./prompts-import")).addPromptsImport,
  },
  export: {
    usage: "[options] <run>",
    description:
      "write a run's learned prompts as the reference trainers save them, as safetensors, and a model card",
    load: () =>
      (require("./prompts-export") as typeof import("./prompts-export")).addPromptsExport,
  },
};

/** `promptcal prompts`: learned prompts from and for other programs. */
export function addPrompts(command: Command): void {
  addLazyCommands(command, PROMPTS_COMMANDS);
}
