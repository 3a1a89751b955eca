import type { Command } from "commander";
import { readPlan } from "../../experiments/sweep/plan";
import { interruptSignal } from "../terminal/interrupt";
import { jsonOption } from "../terminal/json-output";
import { poolOptions, type PoolArguments } from "./sweep-options";
import { sweepPlan } from "./sweep-runs";

/** `promptcal sweep run`: computes what is missing of a plan. */
export function addSweepRun(command: Command): void {
  jsonOption(poolOptions(command))
    .argument("<plan>", "plan file")
    .action((plan: string, pool: PoolArguments & { readonly json: boolean }) =>
      sweepPlan(readPlan(plan), pool, interruptSignal()),
    );
}
