import type { Command } from "commander";
import { suiteNamed, suiteNames } from "../experiments/suites/suite";
import { checkedWeightsHash } from "../experiments/weights/weights-file";

/** `promptcal weights check`: reads the suites' weights and compares their hashes. */
export function addWeightsCheck(command: Command): void {
  command
    .option("--suite <name>", "suite to check; by default all that are not optional")
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
