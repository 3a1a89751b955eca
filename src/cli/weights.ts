import type { Command } from "commander";
import { suiteNamed, suiteNames } from "../experiments/suite";
import { checkedWeightsHash } from "../experiments/weights-file";
import { addWeightsGet } from "./weights-get";
import { addWeightsImport } from "./weights-import";

/** `promptcal weights`: the CLIP checkpoints of the suites. */
export function addWeights(program: Command): void {
  const weights = program
    .command("weights")
    .description("CLIP checkpoints: those of the suites, and your own");
  addWeightsGet(weights);
  addWeightsImport(weights);
  weights
    .command("check")
    .description("compare each weights file with its known SHA-256")
    .option("--suite <name>", "one suite; all but optional ones by default")
    .action(({ suite }: { suite?: string }) => {
      const names = suite === undefined ? suiteNames() : [suite];
      for (const one of names.map(suiteNamed)) {
        if (suite === undefined && one.optional) continue;
        const hash = checkedWeightsHash(one);
        process.stdout.write(
          `${one.name}: ${one.model.weights} is whole (SHA-256 ${hash})\n`,
        );
      }
    });
}
