import type { Command } from "commander";
import { resolve } from "node:path";
import { executeNotebooks } from "../../notebook/files/execute";
import { parseParameters } from "../../notebook/files/parameters";
import { interruptSignal } from "../terminal/interrupt";
import { jsonOption, writeJson } from "../terminal/json-output";

interface NotebooksArguments {
  readonly set: readonly string[];
  readonly timeout?: number;
  readonly figures?: string;
  readonly json: boolean;
}

/** `promptcal notebooks`: executes notebooks headless and writes their outputs into them. */
export function addNotebooks(command: Command): void {
  const collect = (setting: string, all: readonly string[]): readonly string[] => [
    ...all,
    setting,
  ];
  jsonOption(command)
    .argument("<notebook...>", ".ipynb files")
    .option(
      "--set <name=value>",
      "override a parameter; may be given several times",
      collect,
      [],
    )
    .option("--figures <folder>", "where figures and tables go; scratch/figures by default")
    .option("--timeout <seconds>", "time limit for one cell; none by default", Number)
    .action(
      async (paths: string[], { set, timeout, figures, json }: NotebooksArguments) => {
        await executeNotebooks(paths, {
          parameters: parseParameters(set),
          signal: interruptSignal(),
          ...(json
            ? { say: (line: string) => void process.stderr.write(`${line}\n`) }
            : {}),
          ...(timeout === undefined ? {} : { timeoutSeconds: timeout }),
          ...(figures === undefined ? {} : { figures: resolve(figures) }),
        });
        if (json) writeJson({ executed: paths.map((path) => resolve(path)) });
      },
    );
}
