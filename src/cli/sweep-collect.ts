import type { Command } from "commander";
import { writeResultTable } from "../experiments/sweep/collect";
import { readPlan } from "../experiments/sweep/plan";
import { describeSpec, runId } from "../experiments/spec/spec";
import { MISSING_RUNS } from "./exit-codes";
import { storeOption } from "./sweep-options";

/** `promptcal sweep collect`: the results of a plan as one CSV table. */
export function addSweepCollect(command: Command): void {
  storeOption(command)
    .argument("<plan>", "plan file")
    .requiredOption("--out <file>", "CSV file to write")
    .action((plan: string, { store, out }: { store: string; out: string }) => {
      const specs = readPlan(plan);
      const table = writeResultTable(out, specs, store);
      const there = specs.length - table.missing.length;
      process.stdout.write(`${out}: ${there} of ${specs.length} runs\n`);
      for (const spec of table.missing) {
        process.stderr.write(`missing: run ${runId(spec)}, ${describeSpec(spec)}\n`);
      }
      if (table.missing.length > 0) process.exitCode = MISSING_RUNS;
    });
}
