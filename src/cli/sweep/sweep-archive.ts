import type { Command } from "commander";
import { readFileSync } from "node:fs";
import { exportRuns, importRuns } from "../../experiments/store/archive";
import { archiveDocuments } from "../../experiments/store/archive-documents";
import { suiteLookup } from "../../experiments/suites/suite-lookup";
import type { RunSpec } from "../../experiments/spec/spec";
import { readPlan } from "../../experiments/sweep/plan";
import { jsonOption, writeJson } from "../terminal/json-output";
import { interruptSignal } from "../terminal/interrupt";
import { jobsOption, storeOption, type PoolArguments } from "./sweep-options";
import { refuseFailures, sweepRuns } from "./sweep-runs";

interface StoreArguments {
  readonly store: string;
  readonly json: boolean;
}

interface ExportArguments extends StoreArguments {
  readonly out: string;
  readonly condensed: boolean;
}

type ImportArguments = StoreArguments & Pick<PoolArguments, "jobs">;

/** `promptcal sweep export`: a plan's finished runs in one archive. */
export function addSweepExport(command: Command): void {
  jsonOption(storeOption(command))
    .argument("<plan>", "plan file")
    .requiredOption("--out <file>", "archive to write, .tar.gz")
    .option(
      "--condensed",
      "without predictions: `sweep import` computes them from what each run learned",
      false,
    )
    .action(async (plan: string, { store, out, condensed, json }: ExportArguments) => {
      const specs = readPlan(plan);
      const text = readFileSync(plan, "utf8");
      const documents = archiveDocuments(text, specs, store, suiteLookup());
      await exportRuns(specs, store, out, { documents, condensed });
      if (json) return writeJson({ archive: out, runs: specs.length });
      process.stdout.write(`${out}: ${specs.length} runs\n`);
    });
}

/** `promptcal sweep import`: takes over the runs of archives, each checked by its hashes. */
export function addSweepImport(command: Command): void {
  jsonOption(jobsOption(storeOption(command)))
    .argument("<archives...>", "archives that `sweep export` wrote")
    .action(async (archives: string[], { json, ...pool }: ImportArguments) => {
      const { store } = pool;
      const [added, known]: [string[], string[]] = [[], []];
      const condensed: RunSpec[] = [];
      for (const archive of archives) {
        const found = await importRuns(archive, store);
        added.push(...found.added);
        known.push(...found.known);
        condensed.push(...found.condensed);
        if (!json) {
          process.stdout.write(
            `${archive}: ${found.added.length} runs added, ${found.known.length} already there (${store})\n`,
          );
        }
      }
      if (condensed.length > 0) {
        const outcome = await sweepRuns(condensed, pool, interruptSignal());
        refuseFailures(outcome, condensed.length);
      }
      if (json) writeJson({ archives, store, added, known });
    });
}
