import type { Command } from "commander";
import { suiteNamed } from "../../experiments/suites/suite";

/** Adds `--root`: by default the data folder of the suite `clip`. */
export function rootOption(command: Command): Command {
  return command.option(
    "--root <folder>",
    "folder with the published data sets (or PROMPTCAL_DATA)",
    suiteNamed("clip").datasets.root,
  );
}
