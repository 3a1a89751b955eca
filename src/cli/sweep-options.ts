import type { Command } from "commander";
import type { Setting } from "../experiments/spec/options";
import { PLANNED_TUNERS } from "../experiments/spec/methods";
import { PRESET_NAMES } from "../experiments/sweep/presets";
import { defaultStore } from "../experiments/store/store-paths";
import { addSetting, list, wholeNumbers, wholeNumber } from "./arguments";

/** Which runs a plan has. */
export interface PlanArguments {
  readonly suite: string;
  readonly preset?: string;
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
  readonly skipBadImages?: boolean;
}

/** Adds the options that say which runs a plan has. */
export function planOptions(command: Command): Command {
  return command
    .option("--suite <name>", "suite", "icons")
    .option("--preset <name>", `a named plan: ${PRESET_NAMES.join(", ")}`)
    .option(
      "--datasets <names>",
      "data sets, with commas; all of the suite (of a preset, its first ones) by default",
      list,
    )
    .option(
      "--tuners <names>",
      `tuners, with commas; ${PLANNED_TUNERS.join(",")} by default`,
      list,
    )
    .option("--regularisers <names>", "none,dor by default", list)
    .option("--seeds <numbers>", "1,2,3 by default", wholeNumbers)
    .option("--set <name=value>", "override an option of the recipes", addSetting, []);
}

/** Adds `--store`. */
export function storeOption(command: Command): Command {
  return command.option("--store <folder>", "where runs are kept", defaultStore());
}

/** Adds `--skip-bad-images`. */
export function badImagesOption(command: Command): Command {
  return command.option(
    "--skip-bad-images",
    "leave undecodable images out and list them in the result",
    false,
  );
}

/** Adds `--store`, `--jobs` and `--skip-bad-images`. */
export function poolOptions(command: Command): Command {
  return badImagesOption(storeOption(command)).option(
    "--jobs <n>",
    "worker processes; one per core, or as many as fit into memory, by default",
    wholeNumber(1),
  );
}
