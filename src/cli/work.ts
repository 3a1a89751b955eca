import type { Command } from "commander";
import { isInterruption } from "../experiments/interruption";
import { readPlan } from "../experiments/plan";
import { describeSpec, runId } from "../experiments/spec";
import { workOn } from "../experiments/work";
import { mismatch } from "../numeric/errors";
import { wholeNumber } from "./arguments";
import { CONTINUE_ME } from "./exit-codes";
import { interruptSignal } from "./interrupt";
import { badImagesOption, storeOption } from "./sweep-options";

interface WorkArguments {
  readonly store: string;
  readonly index: number;
  readonly skipBadImages: boolean;
}

/** `promptcal work`: one run of a plan by its index, as a scheduler's task calls it. */
export function addWork(command: Command): void {
  badImagesOption(storeOption(command))
    .argument("<plan>", "plan file")
    .requiredOption("--index <n>", "line of the plan, counted from 0", wholeNumber(0))
    .action(async (plan: string, { store, index: at, skipBadImages }: WorkArguments) => {
      const specs = readPlan(plan);
      const spec = specs[at];
      if (spec === undefined) {
        throw mismatch({
          what: "option --index",
          expected: `0 to ${specs.length - 1}`,
          got: String(at),
          where: plan,
        });
      }
      const signal = interruptSignal();
      try {
        await workOn(spec, {
          store,
          skipBadImages,
          index: at,
          signal,
          onNote: (text) => process.stderr.write(`${text}\n`),
        });
      } catch (error) {
        if (!isInterruption(error)) throw error;
        process.stderr.write("stopped; the same command goes on from the saved epoch\n");
        process.exit(CONTINUE_ME);
      }
      process.stdout.write(`${describeSpec(spec)}: run ${runId(spec)} is done\n`);
    });
}
