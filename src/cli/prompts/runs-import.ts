import type { Command } from "commander";
import { importLogits, type LogitImport } from "../../experiments/prompts/import-logits";
import { describeSpec } from "../../experiments/spec/spec";
import { defaultStore, runFolder } from "../../experiments/store/store-paths";
import { suiteNamed } from "../../experiments/suites/suite";
import { wholeNumber } from "../arguments";
import { jsonOption, runJson, writeJson } from "../terminal/json-output";
import { metricsTable } from "../metrics-table";

type ImportArguments = Omit<LogitImport, "suite"> & {
  readonly suite: string;
  readonly json: boolean;
};

/** `promptcal runs import FILE`: a run of stored logits. */
export function addRunsImport(command: Command): void {
  jsonOption(command)
    .argument(
      "<file>",
      "NPZ or safetensors with base_logits and new_logits, described below",
    )
    .requiredOption("--dataset <name>", "data set of the suite")
    .requiredOption("--tuner <name>", "name of the method, as tables show it")
    .requiredOption("--seed <n>", "seed that the method was tuned with", wholeNumber(0))
    .option("--suite <name>", "suite of the data set", "clip")
    .option("--shots <n>", "training images per base class", wholeNumber(1), 16)
    .option("--regulariser <name>", "regulariser that it was tuned with", "none")
    .option("--label <text>", "label of the imported runs in tables")
    .option("--store <folder>", "folder of the runs (or PROMPTCAL_STORE)", defaultStore())
    .addHelpText(
      "after",
      `
The file holds, for base and for new classes, an array base_logits (or base_probs) of shape [n, classes]: a row
per test image and a column per class, in the data set's order. base_labels, where given, have to be the data
set's, counted from 0 in each set. base_text_features of shape [classes, d] add the text divergence (FD).`,
    )
    .action(async (file: string, { json, ...given }: ImportArguments) => {
      const request = { ...given, suite: suiteNamed(given.suite) };
      const { result, added } = await importLogits(file, request);
      if (json) return writeJson({ ...runJson(result, given.store), added });
      const state = added ? "imported" : "known before";
      process.stdout.write(
        `${describeSpec(result.spec)}: run ${result.id} ${state}\n${metricsTable(result.metrics)}` +
          `${runFolder(given.store, result.id)}\n`,
      );
    });
}
