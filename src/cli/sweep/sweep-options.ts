import type { Command } from "commander";
import type { Setting } from "../../experiments/spec/options";
import { DEFAULT_SUITE } from "../../experiments/suites/default-suite";
import { PLANNED_REGULARISERS, PLANNED_TUNERS } from "../../experiments/spec/methods";
import { PRESET_NAMES } from "../../experiments/sweep/presets";
import { defaultStore } from "../../experiments/store/store-paths";
import { addSetting, list, wholeNumbers, wholeNumber } from "../arguments";
import { pointToSettings } from "../slips";

/** Options that choose the runs of a plan. */
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
  pointToSettings(command);
  return command
    .option("--suite <name>", "suite", DEFAULT_SUITE)
    .option("--preset <name>", `a named plan: ${PRESET_NAMES.join(", ")}`)
    .option(
      "--datasets <names>",
      "comma-separated data sets; by default all of the suite, or the preset's own",
      list,
    )
    .option(
      "--tuners <names>",
      `comma-separated tuners; ${PLANNED_TUNERS.join(",")} by default`,
      list,
    )
    .option(
      "--regularisers <names>",
      `comma-separated regularisers; ${PLANNED_REGULARISERS.join(",")} by default`,
      list,
    )
    .option(
      "--seeds <numbers>",
      "comma-separated random seeds; 1,2,3 by default",
      wholeNumbers,
    )
    .option(
      "--set <name=value>",
      "override an option of the recipe; may be given several times",
      addSetting,
      [],
    );
}

/** Adds `--store`. */
export function storeOption(command: Command): Command {
  return command.option(
    "--store <folder>",
    "folder of the runs (or PROMPTCAL_STORE)",
    defaultStore(),
  );
}

/** Adds `--skip-bad-images`. */
export function badImagesOption(command: Command): Command {
  return command.option(
    "--skip-bad-images",
    "skip undecodable images and list them in the result",
    false,
  );
}

/** Adds `--jobs`. */
export function jobsOption(command: Command): Command {
  return command.option(
    "--jobs <n>",
    "worker processes; by default one per core, or as many as fit into memory",
    wholeNumber(1),
  );
}

/** Adds `--store`, `--jobs` and `--skip-bad-images`. */
export function poolOptions(command: Command): Command {
  return jobsOption(badImagesOption(storeOption(command)));
}
