import { CONTINUE_ME } from "./exit-codes";
import type { LazyCommands } from "./lazy-commands";

/** The commands of `promptcal`. */
export const COMMANDS: LazyCommands = {
  start: {
    usage: "[options]",
    description: "compute a plan, execute the notebooks, judge the claims",
    load: () => (require("./start") as typeof import("./start")).addStart,
  },
  run: {
    usage: "[options] [tuner]",
    description: "tune on one data set and test on its base and new classes",
    load: () => (require("./run") as typeof import("./run")).addRun,
  },
  work: {
    usage: "[options] <plan>",
    description:
      "see to it that one run of a plan is done; at once where it is. " +
      `Exit code ${CONTINUE_ME} when a signal stopped it: call it again to go on`,
    load: () => (require("./work") as typeof import("./work")).addWork,
  },
  sweep: {
    usage: "[options]",
    description: "compute many runs on all cores: a suite's whole plan, or a plan file",
    load: () => (require("./sweep") as typeof import("./sweep")).addSweep,
  },
  notebooks: {
    usage: "[options] <notebook...>",
    description: "execute notebooks headless, in the order given",
    load: () => (require("./notebooks") as typeof import("./notebooks")).addNotebooks,
  },
  tables: {
    usage: "[options]",
    description:
      "write the README's claims and the tables of docs/methods.md; --check: compare everything",
    load: () => (require("./tables") as typeof import("./tables")).addTables,
  },
  doctor: {
    usage: "",
    description: "show the state of everything promptcal needs",
    load: () => (require("./doctor") as typeof import("./doctor")).addDoctor,
  },
  data: {
    usage: "",
    description: "the data sets of a suite",
    load: () => (require("./data") as typeof import("./data")).addData,
  },
  weights: {
    usage: "",
    description: "CLIP checkpoints: those of the suites, and your own",
    load: () => (require("./weights") as typeof import("./weights")).addWeights,
  },
  metrics: {
    usage: "[options] <file>",
    description: "calibration metrics of a file of predictions, of any model",
    load: () => (require("./metrics") as typeof import("./metrics")).addMetrics,
  },
  verify: {
    usage: "[options] [folder]",
    description:
      "check every run of a store against its hashes, or replay a folder of reference traces",
    load: () => (require("./verify") as typeof import("./verify")).addVerify,
  },
  pretrain: {
    usage: "[options]",
    description:
      "train the icons suite's miniature CLIP (hours; resumable), and publish it",
    load: () => (require("./pretrain") as typeof import("./pretrain")).addPretrain,
  },
};
