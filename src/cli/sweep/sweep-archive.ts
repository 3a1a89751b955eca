import type { Command } from "commander";
import { readFileSync } from "node:fs";
import { exportRuns, importRuns } from "../../experiments/store/archive";
import { archiveDocuments } from "../../experiments/store/archive-documents";
import { suiteLookup } from "../../experiments/suites/suite-lookup";
import { readPlan } from "../../experiments/sweep/plan";
import { jsonOption, writeJson } from "../terminal/json-output";
import { storeOption } from "./sweep-options";

interface StoreArguments {
  readonly store: string;
  readonly json: boolean;
}

interface ExportArguments extends StoreArguments {
  readonly out: string;
}

/** `promptcal sweep export`: a plan's finished runs in one archive. */
export function addSweepExport(command: Command): void {
  jsonOption(storeOption(command))
    .argument("<plan>", "plan file")
    .requiredOption("--out <file>", "archive to write, .tar.gz")
    .action(async (plan: string, { store, out, json }: ExportArguments) => {
      const specs = readPlan(plan);
      const text = readFileSync(plan, "utf8");
      const documents = archiveDocuments(text, specs, store, suiteLookup());
      await exportRuns(specs, store, out, documents);
      if (json) return writeJson({ archive: out, runs: specs.length });
      process.stdout.write(`${out}: ${specs.length} runs\n`);
    });
}

/** `promptcal sweep import`: takes over the runs of an archive, each checked by its hashes. */
export function addSweepImport(command: Command): void {
  jsonOption(storeOption(command))
    .argument("<archive>", "archive that `sweep export` wrote")
    .action(async (archive: string, { store, json }: StoreArguments) => {
      const { added, known } = await importRuns(archive, store);
      if (json) return writeJson({ archive, store, added, known });
      process.stdout.write(
        `${archive}: ${added.length} runs added, ${known.length} already there (${store})\n`,
      );
    });
}
