import type { Command } from "commander";
import type { Setting } from "../experiments/options";
import { planRuns } from "../experiments/plan-runs";
import type { RunSpec } from "../experiments/spec";
import { defaultStore } from "../experiments/store-paths";
import { addSetting, list, seedList, wholeNumber } from "./arguments";

/** Which runs a plan has. */
export interface PlanArguments {
  readonly suite: string;
  readonly datasets?: readonly string[];
  readonly tuners?: readonly string[];
  readonly regularisers?: readonly string[];
  readonly seeds?: readonly number[];
  readonly set: readonly Setting[];
}

/** Where and on how many processes runs are computed. */
export interface PoolArguments {
  readonly store: string;
  readonly jobs?: number;
}

/** Adds the options that say which runs a plan has. */
export function planOptions(command: Command): Command {
  return command
    .option("--suite <name>", "suite", "icons")
    .option(
      "--datasets <names>",
      "data sets, with commas; all of the suite by default",
      list,
    )
    .option("--tuners <names>", "tuners, with commas; all by default", list)
    .option("--regularisers <names>", "none,dor by default", list)
    .option("--seeds <numbers>", "1,2,3 by default", seedList)
    .option("--set <name=value>", "override an option of the recipes", addSetting, []);
}

/** Adds `--store`. */
export function storeOption(command: Command): Command {
  return command.option("--store <folder>", "where runs are kept", defaultStore());
}

/** Adds `--store` and `--jobs`. */
export function poolOptions(command: Command): Command {
  return storeOption(command).option(
    "--jobs <n>",
    "worker processes; one per core by default",
    wholeNumber(1),
  );
}

/** The runs that the options ask for. */
export function planOf({ set, ...axes }: PlanArguments): Promise<readonly RunSpec[]> {
  return planRuns({ ...axes, settings: set });
}
