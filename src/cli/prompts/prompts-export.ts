import type { Command } from "commander";
import { exportPrompts } from "../../experiments/prompts/export-prompts";
import { defaultStore } from "../../experiments/store/store-paths";
import { jsonOption, writeJson } from "../terminal/json-output";

interface ExportArguments {
  readonly out: string;
  readonly store: string;
  readonly json: boolean;
}

/** `promptcal prompts export RUN`: a run's learned prompts for other programs. */
export function addPromptsExport(command: Command): void {
  jsonOption(command)
    .argument("<run>", "id of a run, or its beginning")
    .option("--out <folder>", "where the files go", "prompts")
    .option("--store <folder>", "folder of the runs (or PROMPTCAL_STORE)", defaultStore())
    .action(async (id: string, { out, store, json }: ExportArguments) => {
      const { checkpoint, safetensors, card } = await exportPrompts(id, { store, out });
      if (checkpoint === undefined)
        process.stderr.write(
          "no reference trainer of this method is known: safetensors only\n",
        );
      if (json) return writeJson({ checkpoint: checkpoint ?? null, safetensors, card });
      for (const path of [checkpoint, safetensors, card])
        if (path !== undefined) process.stdout.write(`${path}\n`);
    });
}
