import type { Command } from "commander";
import { MISSING_RUNS } from "../terminal/exit-codes";
import { interruptSignal } from "../terminal/interrupt";
import { jsonOption } from "../terminal/json-output";
import { addLazyCommands, type LazyCommands } from "../lazy-commands";
import { planOptions, poolOptions } from "./sweep-options";
import type { PlanArguments, PoolArguments } from "./sweep-options";

/** The commands of `promptcal sweep`. */
export const SWEEP_COMMANDS: LazyCommands = {
  plan: {
    usage: "[options]",
    description: "write the runs of a sweep to a plan file, one per line",
    load: () => (require("./sweep-plan") as typeof import("./sweep-plan")).addSweepPlan,
  },
  run: {
    usage: "[options] <plan>",
    description: "compute the unfinished runs of a plan",
    load: () => (require("./sweep-run") as typeof import("./sweep-run")).addSweepRun,
  },
  status: {
    usage: "[options] <plan>",
    description: "show how many runs of a plan are finished",
    load: () =>
      (require("./sweep-status") as typeof import("./sweep-status")).addSweepStatus,
  },
  watch: {
    usage: "[options] <plan>",
    description:
      "follow a sweep until it is finished: runs that are done, running, failed or parked",
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
    description: "submit the unfinished runs of a plan to a cluster, as job arrays",
    load: () =>
      (require("./sweep-submit") as typeof import("./sweep-submit")).addSweepSubmit,
  },
  resume: {
    usage: "[options] <plan>",
    description:
      "resubmit the runs that a plan's job arrays left unfinished, and list parked runs",
    load: () =>
      (require("./sweep-submit") as typeof import("./sweep-submit")).addSweepResume,
  },
  cancel: {
    usage: "[options] <plan>",
    description: "cancel the queued and running tasks of a plan",
    load: () =>
      (require("./sweep-cancel") as typeof import("./sweep-cancel")).addSweepCancel,
  },
  export: {
    usage: "[options] <plan>",
    description: "pack the runs of a plan into one archive, for instance as a supplement",
    load: () =>
      (require("./sweep-archive") as typeof import("./sweep-archive")).addSweepExport,
  },
  import: {
    usage: "[options] <archives...>",
    description: "check the runs of an archive and add the missing ones to the store",
    load: () =>
      (require("./sweep-archive") as typeof import("./sweep-archive")).addSweepImport,
  },
};

/** `promptcal sweep`: many runs; alone it computes a suite's whole plan. */
export function addSweep(command: Command): void {
  jsonOption(poolOptions(planOptions(command)))
    // `--set` before `plan` is the sweep's own, behind it the plan's.
    .enablePositionalOptions()
    .action(async (given: PlanArguments & PoolArguments & { readonly json: boolean }) => {
      const { planOf } = require("./plan-of") as typeof import("./plan-of");
      const { sweepPlan } = require("./sweep-runs") as typeof import("./sweep-runs");
      await sweepPlan(await planOf(given), given, interruptSignal());
    });
  addLazyCommands(command, SWEEP_COMMANDS);
}
