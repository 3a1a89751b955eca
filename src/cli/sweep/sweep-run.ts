import type { Command } from "commander";
import { readPlan } from "../../experiments/sweep/plan";
import { interruptSignal } from "../interrupt";
import { poolOptions, type PoolArguments } from "./sweep-options";
import { sweepRuns } from "./sweep-runs";

/** `promptcal sweep run`: computes what is missing of a plan. */
export function addSweepRun(command: Command): void {
  poolOptions(command)
    .argument("<plan>", "plan file")
    .action((plan: string, pool: PoolArguments) =>
      sweepRuns(readPlan(plan), pool, interruptSignal()),
    );
}
