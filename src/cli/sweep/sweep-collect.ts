import type { Command } from "commander";
import { firstFew } from "../../errors/first-few";
import { writeResultTable } from "../../experiments/sweep/collect";
import { costsCsv, runCosts } from "../../experiments/sweep/run-costs";
import { readPlan } from "../../experiments/sweep/plan";
import { describeSpec, runId } from "../../experiments/spec/spec";
import { writeFileAtomic } from "../../files/atomic-file";
import { MISSING_RUNS } from "../terminal/exit-codes";
import { jsonOption, writeJson } from "../terminal/json-output";
import { storeOption } from "./sweep-options";

interface CollectArguments {
  readonly store: string;
  readonly out: string;
  readonly costs?: string;
  readonly json: boolean;
}

/** `promptcal sweep collect`: the results of a plan as one CSV table. */
export function addSweepCollect(command: Command): void {
  jsonOption(storeOption(command))
    .argument("<plan>", "plan file")
    .requiredOption("--out <file>", "CSV file to write")
    .option("--costs <file>", "CSV file for seconds and peak memory of each run")
    .action((plan: string, { store, out, costs, json }: CollectArguments) => {
      const specs = readPlan(plan);
      const table = writeResultTable(out, specs, store);
      const { missing } = table;
      if (costs !== undefined) writeFileAtomic(costs, costsCsv(runCosts(specs, store)));
      if (missing.length > 0) process.exitCode = MISSING_RUNS;
      if (json) {
        const files = { table: out, ...(costs === undefined ? {} : { costs }) };
        return writeJson({ ...files, total: specs.length, missing: missing.map(runId) });
      }
      const there = specs.length - missing.length;
      process.stdout.write(`${out}: ${there} of ${specs.length} runs\n`);
      if (costs !== undefined) process.stdout.write(`${costs}: their seconds and memory\n`);
      if (missing.length > 0) {
        process.stderr.write(
          `${missing.length} of ${specs.length} runs are missing: ${firstFew(missing.map(describeSpec), { separator: "; " })}; ` +
            `compute them with npx promptcal sweep run ${plan}, or list all with --json\n`,
        );
      }
    });
}
