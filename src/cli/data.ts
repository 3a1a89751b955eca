import type { Command } from "commander";
import { addLazyCommands, type LazyCommands } from "./lazy-commands";

/** The commands of `promptcal data`. */
export const DATA_COMMANDS: LazyCommands = {
  build: {
    usage: "[options]",
    description: "make the data sets that are missing or damaged",
    load: () => (require("./data-check") as typeof import("./data-check")).addDataBuild,
  },
  check: {
    usage: "[options] [name]",
    description:
      "read every file of data sets: those of a suite and compare them with their known SHA-256, " +
      "or one published data set and compare it with its published counts",
    load: () => (require("./data-check") as typeof import("./data-check")).addDataCheck,
  },
  get: {
    usage: "[options] <name>",
    description:
      "download a published data set, unpack it and compare it with its published counts",
    load: () => (require("./data-get") as typeof import("./data-get")).addDataGet,
  },
  sheet: {
    usage: "[options] <name>",
    description: "draw all pictures of a data set, class by class, to look for wrong labels",
    load: () => (require("./data-sheet") as typeof import("./data-sheet")).addDataSheet,
  },
  status: {
    usage: "[options]",
    description:
      "which of the published data sets are there, with the numbers they should have",
    load: () => (require("./data-status") as typeof import("./data-status")).addDataStatus,
  },
};

/** `promptcal data`: the data sets of a suite, and the published ones. */
export function addData(command: Command): void {
  addLazyCommands(command, DATA_COMMANDS);
}
