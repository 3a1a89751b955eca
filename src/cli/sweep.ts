import type { Command } from "commander";
import { interruptSignal } from "./interrupt";
import { addSweepExport, addSweepImport } from "./sweep-archive";
import { addSweepCancel } from "./sweep-cancel";
import { addSweepCollect } from "./sweep-collect";
import { planOf, planOptions, poolOptions } from "./sweep-options";
import type { PlanArguments, PoolArguments } from "./sweep-options";
import { addSweepPlan } from "./sweep-plan";
import { addSweepRun } from "./sweep-run";
import { sweepRuns } from "./sweep-runs";
import { addSweepStatus } from "./sweep-status";
import { addSweepWatch } from "./sweep-watch";
import { addSweepResume, addSweepSubmit } from "./sweep-submit";

/** `promptcal sweep`: many runs; alone it computes a suite's whole plan. */
export function addSweep(program: Command): void {
  const sweep = poolOptions(planOptions(program.command("sweep")))
    .description("compute many runs on all cores: a suite's whole plan, or a plan file")
    // `--set` before `plan` is the sweep's own, behind it the plan's.
    .enablePositionalOptions()
    .action(async (given: PlanArguments & PoolArguments) =>
      sweepRuns(await planOf(given), given, interruptSignal()),
    );
  addSweepPlan(sweep);
  addSweepRun(sweep);
  addSweepStatus(sweep);
  addSweepWatch(sweep);
  addSweepCollect(sweep);
  addSweepSubmit(sweep);
  addSweepResume(sweep);
  addSweepCancel(sweep);
  addSweepExport(sweep);
  addSweepImport(sweep);
}
