import { InvalidArgumentError, type Command } from "commander";
import { basename } from "node:path";
import { PromptcalError } from "../../errors/promptcal-error";
import {
  findPromptFiles,
  type WhichEpoch,
} from "../../experiments/prompts/find-prompt-files";
import { importFiles } from "../../experiments/prompts/import-files";
import type { PromptImport } from "../../experiments/prompts/import-prompts";
import type { Setting } from "../../experiments/spec/options";
import { describeSpec } from "../../experiments/spec/spec";
import type { AddedRun } from "../../experiments/store/add-run";
import { defaultStore, runFolder } from "../../experiments/store/store-paths";
import { suiteNamed } from "../../experiments/suites/suite";
import { addSetting, wholeNumber } from "../arguments";
import { countedWork } from "../terminal/counted-work";
import { interruptSignal } from "../terminal/interrupt";
import { jsonOption, runJson, writeJson } from "../terminal/json-output";
import { metricsTable } from "../metrics-table";

interface ImportArguments extends Omit<PromptImport, "suite" | "settings"> {
  readonly suite: string;
  readonly epoch: WhichEpoch;
  readonly set: readonly Setting[];
  readonly json: boolean;
}

/** `promptcal prompts import PATH`: runs of checkpoints that reference trainers saved. */
export function addPromptsImport(command: Command): void {
  jsonOption(command)
    .argument("<path>", "a checkpoint, or a folder with any number of them")
    .option("--suite <name>", "suite of the backbone and the data sets", "clip")
    .option("--dataset <name>", "data set; inferred from the path by default")
    .option("--tuner <name>", "trainer; inferred from tensors and path by default")
    .option(
      "--regulariser <name>",
      "regulariser that the prompts were trained with",
      "none",
    )
    .option("--seed <n>", "seed; inferred from the path by default", wholeNumber(0))
    .option(
      "--shots <n>",
      "images per class; inferred from the path by default",
      wholeNumber(1),
    )
    .option("--label <text>", "label of the imported runs in tables")
    .option(
      "--epoch <which>",
      "checkpoint of a folder: last, best, or a number",
      which,
      "last",
    )
    .option(
      "--set <name=value>",
      "option that the tensors do not show: class_token_position, ctx_init, template",
      addSetting,
      [],
    )
    .option(
      "--ignore-class-names",
      "accept prompts that were saved for other classes",
      false,
    )
    .option("--store <folder>", "folder of the runs (or PROMPTCAL_STORE)", defaultStore())
    .action(importAll);
}

async function importAll(path: string, given: ImportArguments): Promise<void> {
  const { set, epoch, json, ...options } = given;
  const request: PromptImport = {
    ...options,
    suite: suiteNamed(given.suite),
    settings: set,
    signal: interruptSignal(),
  };
  const files = findPromptFiles(path, epoch);
  const alone = files.length === 1;
  const progress = countedWork("importing checkpoints");
  const onRun = (file: string, run: AddedRun): void => {
    if (!json) report(file, run, { alone, store: given.store });
  };
  const { runs, refused } = await importFiles(files, request, {
    onFile: progress.update,
    onRun,
  });
  progress.end();
  if (json) {
    const imported = runs.map(({ result, added }) => ({
      ...runJson(result, given.store),
      added,
    }));
    writeJson({ runs: imported, refused });
  }
  if (alone && refused.length > 0) throw new PromptcalError(refused[0]!);
  if (alone) return;
  const all = runs.length + refused.length;
  if (!json) tellCounts(runs, refused.length);
  if (refused.length === 0) return;
  throw new PromptcalError(
    `${refused.length} of ${all} checkpoints were refused:\n${refused.map((line) => `  ${line}`).join("\n")}`,
  );
}

function tellCounts(runs: readonly AddedRun[], refused: number): void {
  const added = runs.filter((run) => run.added).length;
  process.stdout.write(
    `${runs.length + refused} checkpoints: ${added} imported, ${runs.length - added} known before, ${refused} refused\n`,
  );
}

function report(
  file: string,
  { result, added }: AddedRun,
  { alone, store }: { readonly alone: boolean; readonly store: string },
): void {
  const { id, spec, metrics } = result;
  const state = added ? "imported" : "known before";
  const head = `${describeSpec(spec)}: run ${id} ${state} (${basename(file)})`;
  const ece = [metrics.base, metrics.new].map((one) => (100 * one.ece).toFixed(1));
  process.stdout.write(
    alone
      ? `${head}\n${metricsTable(metrics)}${runFolder(store, id)}\n`
      : `${head}: ECE base / new ${ece.join(" / ")} %\n`,
  );
}

function which(text: string): WhichEpoch {
  if (text === "last" || text === "best") return text;
  const number = Number(text);
  if (text.trim() !== "" && Number.isSafeInteger(number) && number >= 0) return number;
  throw new InvalidArgumentError("expected last, best, or a whole number");
}
