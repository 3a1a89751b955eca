import { CONTINUE_ME } from "./terminal/exit-codes";
import type { LazyCommands } from "./lazy-commands";

/** The commands of `promptcal`. */
export const COMMANDS: LazyCommands = {
  start: {
    usage: "[options]",
    description: "compute a plan, run the notebooks and test the claims",
    load: () => (require("./start/start") as typeof import("./start/start")).addStart,
  },
  run: {
    usage: "[options] [tuner]",
    description: "tune on one data set and test on its base and new classes",
    load: () => (require("./run") as typeof import("./run")).addRun,
  },
  work: {
    usage: "[options] <plan>",
    description:
      "complete one run of a plan; returns at once if it is done. " +
      `Exit code ${CONTINUE_ME} means that a signal stopped it: repeat the command to resume`,
    load: () => (require("./sweep/work") as typeof import("./sweep/work")).addWork,
  },
  sweep: {
    usage: "[options]",
    description: "compute many runs on all cores, from a suite or a plan file",
    load: () => (require("./sweep/sweep") as typeof import("./sweep/sweep")).addSweep,
  },
  notebooks: {
    usage: "[options] <notebook...>",
    description: "execute notebooks without a browser, in the given order",
    load: () =>
      (require("./start/notebooks") as typeof import("./start/notebooks")).addNotebooks,
  },
  tables: {
    usage: "[options]",
    description:
      "write the README's claims and the tables of docs/methods.md; --check compares all tables",
    load: () => (require("./tables") as typeof import("./tables")).addTables,
  },
  doctor: {
    usage: "[options]",
    description: "show what is installed, what is missing, and where files are written",
    load: () => (require("./doctor/doctor") as typeof import("./doctor/doctor")).addDoctor,
  },
  data: {
    usage: "",
    description: "download, build and check data sets",
    load: () => (require("./data/data") as typeof import("./data/data")).addData,
  },
  weights: {
    usage: "",
    description: "download, import and check CLIP checkpoints",
    load: () =>
      (require("./weights/weights") as typeof import("./weights/weights")).addWeights,
  },
  prompts: {
    usage: "",
    description: "learned prompts: import those of other programs, export your own",
    load: () =>
      (require("./prompts/prompts") as typeof import("./prompts/prompts")).addPrompts,
  },
  runs: {
    usage: "",
    description: "runs from other programs: import stored logits",
    load: () => (require("./prompts/runs") as typeof import("./prompts/runs")).addRuns,
  },
  metrics: {
    usage: "[options] <file>",
    description: "calibration metrics of predictions of any model, from a file",
    load: () => (require("./metrics") as typeof import("./metrics")).addMetrics,
  },
  explore: {
    usage: "[options]",
    description:
      "write a page for exploring finished runs by bins, loss weights, data sets and methods",
    load: () => (require("./explore") as typeof import("./explore")).addExplore,
  },
  verify: {
    usage: "[options] [folder]",
    description:
      "check every run of a store against its hashes, or replay reference traces",
    load: () => (require("./verify") as typeof import("./verify")).addVerify,
  },
  pretrain: {
    usage: "[options]",
    description:
      "train and publish the miniature CLIP of the icons suite (takes hours, can be resumed)",
    load: () => (require("./pretrain") as typeof import("./pretrain")).addPretrain,
  },
};
