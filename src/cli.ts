import { Command } from "commander";
import { version } from "../package.json";
import { INTERRUPTED } from "./cli/interrupt";
import { isInterruption } from "./experiments/interruption";
import { PromptcalError } from "./numeric/errors";

type Add = (program: Command) => void;

/**
 * Loads each command's file only when it is asked for: `doctor` has to work where packages that
 * others need do not, and no command should wait for what it does not use.
 */
const COMMANDS: Readonly<Record<string, () => Add>> = {
  start: () => (require("./cli/start") as typeof import("./cli/start")).addStart,
  run: () => (require("./cli/run") as typeof import("./cli/run")).addRun,
  work: () => (require("./cli/work") as typeof import("./cli/work")).addWork,
  sweep: () => (require("./cli/sweep") as typeof import("./cli/sweep")).addSweep,
  notebooks: () =>
    (require("./cli/notebooks") as typeof import("./cli/notebooks")).addNotebooks,
  tables: () => (require("./cli/tables") as typeof import("./cli/tables")).addTables,
  doctor: () => (require("./cli/doctor") as typeof import("./cli/doctor")).addDoctor,
  data: () => (require("./cli/data") as typeof import("./cli/data")).addData,
  weights: () => (require("./cli/weights") as typeof import("./cli/weights")).addWeights,
  metrics: () => (require("./cli/metrics") as typeof import("./cli/metrics")).addMetrics,
  verify: () => (require("./cli/verify") as typeof import("./cli/verify")).addVerify,
  pretrain: () =>
    (require("./cli/pretrain") as typeof import("./cli/pretrain")).addPretrain,
};

/** The `promptcal` command line, with the named command or, for help and typing errors, with all. */
function commandLine(name: string | undefined): Command {
  const program = new Command("promptcal")
    .description("calibration of prompt-tuned vision-language models")
    .version(version)
    .showHelpAfterError()
    .enablePositionalOptions();
  const known = name !== undefined && Object.hasOwn(COMMANDS, name);
  for (const command of known ? [name] : Object.keys(COMMANDS)) {
    COMMANDS[command]!()(program);
  }
  return program;
}

/** Our errors end in one line; anything else is a bug and keeps its stack. */
async function main(): Promise<void> {
  try {
    await commandLine(process.argv[2]).parseAsync(process.argv);
  } catch (error) {
    if (isInterruption(error)) {
      process.stderr.write("\ninterrupted; the same command goes on from here\n");
      process.exit(INTERRUPTED);
    }
    // Not thrown on: for an uncaught error tfjs' wasm module has all of its source printed.
    const bug = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const text = error instanceof PromptcalError ? error.message : bug;
    process.stderr.write(`promptcal: ${text}\n`);
    process.exitCode = 1;
  }
}

void main();
