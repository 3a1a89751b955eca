import type { Command } from "commander";
import { executeNotebooks } from "../notebook/files/execute";
import { parseParameters } from "../notebook/files/parameters";
import { interruptSignal } from "./interrupt";

/** `promptcal notebooks`: executes notebooks headless and writes their outputs into them. */
export function addNotebooks(command: Command): void {
  const collect = (setting: string, all: readonly string[]): readonly string[] => [
    ...all,
    setting,
  ];
  command
    .argument("<notebook...>", ".ipynb files")
    .option(
      "--set <name=value>",
      "override a parameter; may be given several times",
      collect,
      [],
    )
    .option("--timeout <seconds>", "time limit for one cell; none by default", Number)
    .action(
      async (paths: string[], options: { set: readonly string[]; timeout?: number }) => {
        await executeNotebooks(paths, {
          parameters: parseParameters(options.set),
          signal: interruptSignal(),
          ...(options.timeout === undefined ? {} : { timeoutSeconds: options.timeout }),
        });
      },
    );
}
