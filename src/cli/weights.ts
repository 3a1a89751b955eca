import type { Command } from "commander";
import { suiteNamed, suiteNames } from "../experiments/suite";
import { checkedWeightsHash } from "../experiments/weights-file";

/** `promptcal weights`: the CLIP checkpoints of the suites. */
export function addWeights(program: Command): void {
  program
    .command("weights")
    .description("weights of the suites' models")
    .command("check")
    .description("compare each weights file with its known SHA-256")
    .option("--suite <name>", "one suite; all by default")
    .action(({ suite }: { suite?: string }) => {
      for (const name of suite === undefined ? suiteNames() : [suite]) {
        const { model } = suiteNamed(name);
        const hash = checkedWeightsHash(suiteNamed(name));
        process.stdout.write(`${name}: ${model.weights} is whole (SHA-256 ${hash})\n`);
      }
    });
}
