import { Command } from "commander";
import { version } from "../package.json";
import { addData } from "./cli/data";
import { addDoctor } from "./cli/doctor";
import { addPretrain } from "./cli/pretrain";
import { addRun } from "./cli/run";
import { addStart } from "./cli/start";
import { addSweep } from "./cli/sweep";
import { addVerify } from "./cli/verify";
import { addWeights } from "./cli/weights";
import { INTERRUPTED } from "./cli/interrupt";
import { isInterruption } from "./experiments/interruption";
import { PromptcalError } from "./numeric/errors";

/** The `promptcal` command line. */
function commandLine(): Command {
  const program = new Command("promptcal")
    .description("calibration of prompt-tuned vision-language models")
    .version(version)
    .showHelpAfterError()
    .enablePositionalOptions();
  const adders = [
    addStart,
    addRun,
    addSweep,
    addDoctor,
    addData,
    addWeights,
    addVerify,
    addPretrain,
  ];
  for (const add of adders) add(program);
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
    if (!(error instanceof PromptcalError)) throw error;
    process.stderr.write(`promptcal: ${error.message}\n`);
    process.exitCode = 1;
  }
}

void main();
