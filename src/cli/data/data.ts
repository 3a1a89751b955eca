import type { Command } from "commander";
import { addLazyCommands, type LazyCommands } from "../lazy-commands";

/** The commands of `promptcal data`. */
export const DATA_COMMANDS: LazyCommands = {
  build: {
    usage: "[options]",
    description: "build missing or damaged data sets again",
    load: () => (require("./data-check") as typeof import("./data-check")).addDataBuild,
  },
  check: {
    usage: "[options] [name]",
    description:
      "check every file of a suite's data sets, or of one of them, against its SHA-256, " +
      "or the counts of a published data set",
    load: () => (require("./data-check") as typeof import("./data-check")).addDataCheck,
  },
  get: {
    usage: "[options] <name>",
    description: "download and unpack a published data set, and check its counts",
    load: () => (require("./data-get") as typeof import("./data-get")).addDataGet,
  },
  sheet: {
    usage: "[options] <name>",
    description:
      "draw all pictures of a data set, class by class, to look for wrong labels",
    load: () => (require("./data-sheet") as typeof import("./data-sheet")).addDataSheet,
  },
  status: {
    usage: "[options]",
    description:
      "list the published data sets, which of them are present, and their published counts",
    load: () => (require("./data-status") as typeof import("./data-status")).addDataStatus,
  },
};

/** `promptcal data`: the data sets of a suite, and the published ones. */
export function addData(command: Command): void {
  addLazyCommands(command, DATA_COMMANDS);
}
