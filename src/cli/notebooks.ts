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
    .option("--set <name=value>", "override a parameter; repeatable", collect, [])
    .option("--timeout <seconds>", "longest time of one cell; no limit by default", Number)
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
