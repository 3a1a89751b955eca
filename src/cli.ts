import { Command } from "commander";
import { version } from "../package.json";
import { COMMANDS } from "./cli/commands";
import { INTERRUPTED } from "./cli/exit-codes";
import { addLazyCommands } from "./cli/lazy-commands";
import { isInterruption } from "./experiments/run/interruption";
import { PromptcalError } from "./errors/promptcal-error";

/** The `promptcal` command line. */
function commandLine(): Command {
  const program = new Command("promptcal")
    .description("calibration of prompt-tuned vision-language models")
    .version(version)
    .showHelpAfterError()
    .enablePositionalOptions();
  addLazyCommands(program, COMMANDS);
  return program;
}

/** Our errors end in one line; anything else is a bug and keeps its stack. */
async function main(): Promise<void> {
  try {
    await commandLine().parseAsync(process.argv);
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
