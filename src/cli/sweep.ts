import type { Command } from "commander";
import { MISSING_RUNS } from "./exit-codes";
import { interruptSignal } from "./interrupt";
import { addLazyCommands, type LazyCommands } from "./lazy-commands";
import { planOptions, poolOptions } from "./sweep-options";
import type { PlanArguments, PoolArguments } from "./sweep-options";

/** The commands of `promptcal sweep`. */
export const SWEEP_COMMANDS: LazyCommands = {
  plan: {
    usage: "[options]",
    description: "write the runs of a sweep to a file, one resolved spec per line",
    load: () => (require("./sweep-plan") as typeof import("./sweep-plan")).addSweepPlan,
  },
  run: {
    usage: "[options] <plan>",
    description: "compute the runs of a plan that are not done yet",
    load: () => (require("./sweep-run") as typeof import("./sweep-run")).addSweepRun,
  },
  status: {
    usage: "[options] <plan>",
    description: "how many runs of a plan are done",
    load: () =>
      (require("./sweep-status") as typeof import("./sweep-status")).addSweepStatus,
  },
  watch: {
    usage: "[options] <plan>",
    description:
      "show what is done, running, failed and parked, by the store's files alone, until all is done",
    load: () => (require("./sweep-watch") as typeof import("./sweep-watch")).addSweepWatch,
  },
  collect: {
    usage: "[options] <plan>",
    description: `write a plan's results as CSV; exit code ${MISSING_RUNS} where runs are missing`,
    load: () =>
      (require("./sweep-collect") as typeof import("./sweep-collect")).addSweepCollect,
  },
  submit: {
    usage: "[options] <plan>",
    description: "submit the runs of a plan that are not done to a cluster, as job arrays",
    load: () =>
      (require("./sweep-submit") as typeof import("./sweep-submit")).addSweepSubmit,
  },
  resume: {
    usage: "[options] <plan>",
    description: "submit again what a plan's arrays left undone; parked runs are named",
    load: () =>
      (require("./sweep-submit") as typeof import("./sweep-submit")).addSweepResume,
  },
  cancel: {
    usage: "<plan>",
    description: "cancel the tasks of a plan that a cluster has in its queue",
    load: () =>
      (require("./sweep-cancel") as typeof import("./sweep-cancel")).addSweepCancel,
  },
  export: {
    usage: "[options] <plan>",
    description: "pack a plan's runs into one archive, for a paper's supplement",
    load: () =>
      (require("./sweep-archive") as typeof import("./sweep-archive")).addSweepExport,
  },
  import: {
    usage: "[options] <archive>",
    description: "check the runs of an archive and take over those that are missing",
    load: () =>
      (require("./sweep-archive") as typeof import("./sweep-archive")).addSweepImport,
  },
};

/** `promptcal sweep`: many runs; alone it computes a suite's whole plan. */
export function addSweep(command: Command): void {
  poolOptions(planOptions(command))
    // `--set` before `plan` is the sweep's own, behind it the plan's.
    .enablePositionalOptions()
    .action(async (given: PlanArguments & PoolArguments) => {
      const { planOf } = require("./plan-of") as typeof import("./plan-of");
      const { sweepRuns } = require("./sweep-runs") as typeof import("./sweep-runs");
      await sweepRuns(await planOf(given), given, interruptSignal());
    });
  addLazyCommands(command, SWEEP_COMMANDS);
}
