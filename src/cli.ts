import { Command } from "commander";
import { version } from "../package.json";
import { COMMANDS } from "./cli/commands";
import { INTERRUPTED } from "./cli/terminal/exit-codes";
import { addLazyCommands } from "./cli/lazy-commands";
import { isInterruption } from "./experiments/run/interruption";
import { errorText } from "./files/system-error";

/** The `promptcal` command line. */
function commandLine(): Command {
  const program = new Command("promptcal")
    .description("calibration of prompt-tuned vision-language models")
    .version(version)
    .showHelpAfterError("(--help lists what there is)")
    .enablePositionalOptions();
  addLazyCommands(program, COMMANDS);
  return program;
}

let hasFailed = false;

/**
 * Our errors and those of the operating system end in one line; anything else is a bug and keeps its stack. The first
 * error is told: what fails while the process ends follows from it.
 */
function fail(error: unknown): void {
  if (isInterruption(error)) {
    process.stderr.write("\ninterrupted; repeat the command to resume\n");
    process.exit(INTERRUPTED);
  }
  if (!hasFailed) process.stderr.write(`promptcal: ${errorText(error)}\n`);
  hasFailed = true;
  process.exitCode = 1;
}

/** A reader that has enough, as `head` has, ends the command without a word. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(process.exitCode ?? 0);
  fail(error);
  process.exit(1);
});
// Errors of streams and child processes that nobody waits for.
process.on("uncaughtException", (error) => {
  fail(error);
  process.exit(1);
});

// Not thrown on: for an uncaught error tfjs' wasm module has all of its source printed.
void commandLine().parseAsync(process.argv).catch(fail);
